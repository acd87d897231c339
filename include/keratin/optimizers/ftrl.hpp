// Ftrl: "follow the regularized leader", for sparse linear models: l1 sets weights to exactly 0.
//   p = -learning_rate_power;   g' = g + 2 l2_shrinkage w;   l = l2 + beta / (2 lr)
//   z <- z + g' - ((a + g²)^p - a^p) / lr w;   a <- a + g²;   w = (clip(z, -l1, l1) - z) / (a^p / lr + 2 l)
// McMahan et al., "Ad click prediction", 2013.
#pragma once
#include "optimizer.hpp"

namespace keratin::optimizers {

struct FtrlOptions {
  KERATIN_OPTIONS;
  LearningRate learning_rate = 0.001;
  Real learning_rate_power = -0.5;
  Real initial_accumulator_value = 0.1;
  Real l1_regularization_strength = 0.0;
  Real l2_regularization_strength = 0.0;
  Real l2_shrinkage_regularization_strength = 0.0;
  Real beta = 0.0;
  KERATIN_OPTIMIZER_OPTIONS;
  KERATIN_OPTIMIZER_FIELDS(learning_rate_power, initial_accumulator_value, l1_regularization_strength,
                           l2_regularization_strength, l2_shrinkage_regularization_strength, beta)
};

/// (keras.optimizers.Ftrl). Throws value_error if the power is above 0 or another option but beta below.
struct Ftrl : Optimizer {
  using Options = FtrlOptions;
  explicit Ftrl(const FtrlOptions& options = {});
  explicit Ftrl(const LearningRate& learning_rate) : Ftrl(FtrlOptions{.learning_rate = learning_rate}) {}
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include "update.hpp"

namespace keratin::optimizers {

struct FtrlStep {
  double rate, power, l1, l2, shrinkage;
  template <class V>
  V raised(const V& a) const {
    return power == 0.5 ? math::sqrt(a) : math::pow(a, V(power));
  }
  template <class V>
  void operator()(V& w, V& a, V& z, const V& g) const {
    const V sum = a + g * g, raised_sum = raised(sum);
    z += g + V(2 * shrinkage) * w - (raised_sum - raised(a)) / V(rate) * w;
    w = (math::min(math::max(z, V(-l1)), V(l1)) - z) / (raised_sum / V(rate) + V(2 * l2));
    a = sum;
  }
};

class FtrlImpl final : public OptimizerOf<FtrlOptions> {
 public:
  explicit FtrlImpl(const FtrlOptions& o)
      : OptimizerOf("Ftrl", o, {{"accumulator", o.initial_accumulator_value}, {"linear"}}) {
    const auto require_0 = [](const char* what, double value) {
      require(value >= 0, "Ftrl: expected ", what, " of at least 0; got ", value, ".");
    };
    require(o.learning_rate_power <= 0, "Ftrl: expected learning_rate_power of at most 0; got ", o.learning_rate_power,
            ".");
    require_0("initial_accumulator_value", o.initial_accumulator_value);
    require_0("l1_regularization_strength", o.l1_regularization_strength);
    require_0("l2_regularization_strength", o.l2_regularization_strength);
    require_0("l2_shrinkage_regularization_strength", o.l2_shrinkage_regularization_strength);
  }

 private:
  void update(std::span<const WeightUpdate> weights, double rate, index_t) override {
    const double l2 = options_.l2_regularization_strength + options_.beta / (2 * rate);
    update_all<2>(FtrlStep{rate, -options_.learning_rate_power, options_.l1_regularization_strength, l2,
                           options_.l2_shrinkage_regularization_strength},
                  weights);
  }
};

KERATIN_INLINE Ftrl::Ftrl(const FtrlOptions& options) : Optimizer(Ref<OptimizerImpl>(new FtrlImpl(options))) {}

}  // namespace keratin::optimizers
#endif
