// ScheduleFreeAdamW: Adam without a schedule: gradients are taken between its fast sequence z and their average x.
//   v <- v + (1 - beta_2)(g² - v);   z <- z - lr g / (sqrt(v / (1 - beta_2^t)) + epsilon)
//   x <- (1 - 1/t) x + z / t;   w = (1 - beta_1) z + beta_1 x
// x is not kept: it is (w - (1 - beta_1) z) / beta_1, where the paper takes the z before the step and Keras (on
// TensorFlow) the one after it; so does this. Defazio et al., "The road less scheduled", 2024.
#pragma once
#include "optimizer.hpp"

namespace keratin::optimizers {

struct ScheduleFreeAdamWOptions {
  KERATIN_OPTIONS;
  LearningRate learning_rate = 0.0025;
  Real beta_1 = 0.9;
  Real beta_2 = 0.999;
  Real epsilon = 1e-8;
  Int warmup_steps = 0;  ///< While which the learning rate grows from 0.
  KERATIN_OPTIMIZER_OPTIONS;
  KERATIN_OPTIMIZER_FIELDS(beta_1, beta_2, epsilon, warmup_steps)
};

/// (keras.optimizers.ScheduleFreeAdamW). Throws value_error unless warmup_steps is at least 0.
struct ScheduleFreeAdamW : Optimizer {
  using Options = ScheduleFreeAdamWOptions;
  explicit ScheduleFreeAdamW(const ScheduleFreeAdamWOptions& options = {});
  explicit ScheduleFreeAdamW(const LearningRate& learning_rate)
      : ScheduleFreeAdamW(ScheduleFreeAdamWOptions{.learning_rate = learning_rate}) {}
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include <cmath>

#include "update.hpp"

namespace keratin::optimizers {

struct ScheduleFreeStep {
  double rate, beta_1, beta_2, correction, epsilon, share;
  template <class V>
  void operator()(V& w, V& z, V& v, const V& g) const {
    v += V(1 - beta_2) * (g * g - v);
    z -= V(rate) * g / (math::sqrt(v / V(correction)) + V(epsilon));
    w = V(1 - beta_1) * z + V(1 - share) * (w - V(1 - beta_1) * z) + V(beta_1 * share) * z;
  }
};

class ScheduleFreeAdamWImpl final : public OptimizerOf<ScheduleFreeAdamWOptions> {
 public:
  explicit ScheduleFreeAdamWImpl(const ScheduleFreeAdamWOptions& o)
      : OptimizerOf("ScheduleFreeAdamW", o, {{"momentum"}, {"velocity"}}) {
    require(o.warmup_steps >= 0, "ScheduleFreeAdamW: expected warmup_steps of at least 0; got ", o.warmup_steps, ".");
  }

 private:
  Tensor make_slot(std::size_t kind, const Variable& weight) const override {
    return kind == 0 ? weight.clone() : OptimizerImpl::make_slot(kind, weight);  // z starts at the weight
  }
  void update(std::span<const WeightUpdate> weights, double rate, index_t step) override {
    const auto t = static_cast<double>(step);
    if (step < options_.warmup_steps) rate *= t / static_cast<double>(options_.warmup_steps.value);
    update_all<2>(ScheduleFreeStep{rate, options_.beta_1, options_.beta_2, 1 - std::pow(options_.beta_2, t),
                                   options_.epsilon, 1 / t},
                  weights);
  }
};

KERATIN_INLINE ScheduleFreeAdamW::ScheduleFreeAdamW(const ScheduleFreeAdamWOptions& options)
    : Optimizer(Ref<OptimizerImpl>(new ScheduleFreeAdamWImpl(options))) {}

}  // namespace keratin::optimizers
#endif
