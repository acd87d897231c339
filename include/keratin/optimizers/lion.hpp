// Lion: steps of one size, in the direction of the momentum's sign.
//   w <- w - lr sign(beta_1 m + (1 - beta_1) g);   m <- beta_2 m + (1 - beta_2) g
// Chen et al., "Symbolic discovery of optimization algorithms", 2023.
#pragma once
#include "optimizer.hpp"

namespace keratin::optimizers {

struct LionOptions {
  KERATIN_OPTIONS;
  LearningRate learning_rate = 0.001;
  Real beta_1 = 0.9;
  Real beta_2 = 0.99;
  KERATIN_OPTIMIZER_OPTIONS;
  KERATIN_OPTIMIZER_FIELDS(beta_1, beta_2)
};

/// (keras.optimizers.Lion). Throws value_error unless 0 < beta_1 <= 1.
struct Lion : Optimizer {
  using Options = LionOptions;
  explicit Lion(const LionOptions& options = {});
  explicit Lion(const LearningRate& learning_rate) : Lion(LionOptions{.learning_rate = learning_rate}) {}
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include "update.hpp"

namespace keratin::optimizers {

struct LionStep {
  double rate, beta_1, beta_2;
  template <class V>
  void operator()(V& w, V& m, const V& g) const {
    w -= V(rate) * math::sign(m * V(beta_1) + g * V(1 - beta_1));
    m = m * V(beta_2) + g * V(1 - beta_2);
  }
};

class LionImpl final : public OptimizerOf<LionOptions> {
 public:
  explicit LionImpl(const LionOptions& o) : OptimizerOf("Lion", o, {{"momentum"}}) {
    require(o.beta_1 > 0 && o.beta_1 <= 1, "Lion: expected 0 < beta_1 <= 1; got ", o.beta_1, ".");
  }

 private:
  void update(std::span<const WeightUpdate> weights, double rate, index_t) override {
    update_all<1>(LionStep{rate, options_.beta_1, options_.beta_2}, weights);
  }
};

KERATIN_INLINE Lion::Lion(const LionOptions& options) : Optimizer(Ref<OptimizerImpl>(new LionImpl(options))) {}

}  // namespace keratin::optimizers
#endif
