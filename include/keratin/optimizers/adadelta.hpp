// Adadelta: steps in the units of the weight, from running averages of squared gradients and of squared steps.
//   a <- rho a + (1 - rho) g²;   d = g sqrt(s + epsilon) / sqrt(a + epsilon);   s <- rho s + (1 - rho) d²
//   w <- w - lr d
// Zeiler, "ADADELTA", 2012. (lr was 1.0 by default up to Keras 2.2; it is 0.001 now.)
#pragma once
#include "optimizer.hpp"

namespace keratin::optimizers {

struct AdadeltaOptions {
  KERATIN_OPTIONS;
  LearningRate learning_rate = 0.001;
  Real rho = 0.95;
  Real epsilon = 1e-7;
  KERATIN_OPTIMIZER_OPTIONS;
  KERATIN_OPTIMIZER_FIELDS(rho, epsilon)
};

/// (keras.optimizers.Adadelta)
struct Adadelta : Optimizer {
  using Options = AdadeltaOptions;
  explicit Adadelta(const AdadeltaOptions& options = {});
  explicit Adadelta(const LearningRate& learning_rate) : Adadelta(AdadeltaOptions{.learning_rate = learning_rate}) {}
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include "update.hpp"

namespace keratin::optimizers {

struct AdadeltaStep {
  static constexpr bool takes_square = true;
  double rate, rho, epsilon;
  template <class V>
  void operator()(V& w, V& a, V& s, const V& g, const V& square) const {
    a = V(rho) * a + V(1 - rho) * square;
    const V ratio = math::sqrt(s + V(epsilon)) / math::sqrt(a + V(epsilon));
    s = V(rho) * s + V(1 - rho) * ratio * ratio * square;
    w -= V(rate) * g * ratio;
  }
  IdleRows::Factors idle() const { return {rho, rho}; }
};

class AdadeltaImpl final : public OptimizerOf<AdadeltaOptions> {
 public:
  explicit AdadeltaImpl(const AdadeltaOptions& o)
      : OptimizerOf("Adadelta", o, {{"accumulated_grad"}, {"accumulated_delta_var"}}) {}

 private:
  void update(std::span<const WeightUpdate> weights, double rate, index_t) override {
    update_all<2>(AdadeltaStep{rate, options_.rho, options_.epsilon}, weights);
  }
};

KERATIN_INLINE Adadelta::Adadelta(const AdadeltaOptions& options)
    : Optimizer(Ref<OptimizerImpl>(new AdadeltaImpl(options))) {}

}  // namespace keratin::optimizers
#endif
