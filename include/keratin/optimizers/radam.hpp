// RAdam: Adam whose first steps, when the mean square still rests on few gradients, are plain or smaller.
//   m <- m + (1 - beta_1)(g - m);   v <- v + (1 - beta_2)(g² - v);   n = 2 / (1 - beta_2) - 1
//   n_t = n - 2 t beta_2^t / (1 - beta_2^t);   r_t = sqrt((n_t - 4)(n_t - 2) n / ((n - 4)(n - 2) n_t))
//   w <- w - lr m / (1 - beta_1^t) (n_t > 5 ? r_t sqrt(1 - beta_2^t) / (sqrt(v) + epsilon) : 1)
// Liu et al., "On the variance of the adaptive learning rate and beyond", 2020.
#pragma once
#include "optimizer.hpp"

namespace keratin::optimizers {

struct RAdamOptions {
  KERATIN_OPTIONS;
  LearningRate learning_rate = 0.001;
  Real beta_1 = 0.9;
  Real beta_2 = 0.999;
  Real epsilon = 1e-7;
  KERATIN_OPTIMIZER_OPTIONS;
  KERATIN_OPTIMIZER_FIELDS(beta_1, beta_2, epsilon)
};

/// As torch.optim.RAdam, with Keras's default epsilon. Keras has none: it loads a model compiled with it by
/// load_model(…, compile=False).
struct RAdam : Optimizer {
  using Options = RAdamOptions;
  explicit RAdam(const RAdamOptions& options = {});
  explicit RAdam(const LearningRate& learning_rate) : RAdam(RAdamOptions{.learning_rate = learning_rate}) {}
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include <cmath>

#include "update.hpp"

namespace keratin::optimizers {

struct RAdamStep {
  double rate, beta_1, beta_2, epsilon;
  bool adapts;
  template <class V>
  void operator()(V& w, V& m, V& v, const V& g) const {
    m += V(1 - beta_1) * (g - m);
    v += V(1 - beta_2) * (g * g - v);
    w -= V(rate) * (adapts ? m / (math::sqrt(v) + V(epsilon)) : m);
  }
};

class RAdamImpl final : public OptimizerOf<RAdamOptions> {
 public:
  explicit RAdamImpl(const RAdamOptions& o) : OptimizerOf("RAdam", o, {{"momentum"}, {"velocity"}}) {}

 private:
  void update(std::span<const WeightUpdate> weights, double rate, index_t step) override {
    const double t = static_cast<double>(step), decay = std::pow(options_.beta_2, t);
    const double most = 2 / (1 - options_.beta_2) - 1, n = most - 2 * t * decay / (1 - decay);
    const bool adapts = n > 5;
    rate /= 1 - std::pow(options_.beta_1, t);
    if (adapts) rate *= std::sqrt((1 - decay) * (n - 4) * (n - 2) * most / ((most - 4) * (most - 2) * n));
    update_all<2>(RAdamStep{rate, options_.beta_1, options_.beta_2, options_.epsilon, adapts}, weights);
  }
};

KERATIN_INLINE RAdam::RAdam(const RAdamOptions& options) : Optimizer(Ref<OptimizerImpl>(new RAdamImpl(options))) {}

}  // namespace keratin::optimizers
#endif
