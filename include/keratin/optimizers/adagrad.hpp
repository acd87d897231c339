// Adagrad: the more a weight has moved, the smaller its steps.
//   a <- a + g²;   w <- w - lr g / sqrt(a + epsilon);   a starts as initial_accumulator_value.
// Duchi et al., "Adaptive subgradient methods", 2011.
#pragma once
#include "optimizer.hpp"

namespace keratin::optimizers {

struct AdagradOptions {
  KERATIN_OPTIONS;
  LearningRate learning_rate = 0.001;
  Real initial_accumulator_value = 0.1;
  Real epsilon = 1e-7;
  KERATIN_OPTIMIZER_OPTIONS;
  KERATIN_OPTIMIZER_FIELDS(initial_accumulator_value, epsilon)
};

/// (keras.optimizers.Adagrad)
struct Adagrad : Optimizer {
  using Options = AdagradOptions;
  explicit Adagrad(const AdagradOptions& options = {});
  explicit Adagrad(const LearningRate& learning_rate) : Adagrad(AdagradOptions{.learning_rate = learning_rate}) {}
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include "update.hpp"

namespace keratin::optimizers {

struct AdagradStep {
  static constexpr bool takes_square = true;
  double rate, epsilon;
  template <class V>
  void operator()(V& w, V& a, const V& g, const V& square) const {
    a += square;
    w -= V(rate) * g / math::sqrt(a + V(epsilon));
  }
  IdleRows::Factors idle() const { return {1}; }
};

class AdagradImpl final : public OptimizerOf<AdagradOptions> {
 public:
  explicit AdagradImpl(const AdagradOptions& o)
      : OptimizerOf("Adagrad", o, {{"accumulator", o.initial_accumulator_value}}) {}

 private:
  void update(std::span<const WeightUpdate> weights, double rate, index_t) override {
    update_all<1>(AdagradStep{rate, options_.epsilon}, weights);
  }
};

KERATIN_INLINE Adagrad::Adagrad(const AdagradOptions& options)
    : Optimizer(Ref<OptimizerImpl>(new AdagradImpl(options))) {}

}  // namespace keratin::optimizers
#endif
