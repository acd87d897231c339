// Adamax: Adam with the greatest of the past gradients, slowly forgotten, in place of their mean square.
//   m <- m + (1 - beta_1)(g - m);   u <- max(beta_2 u, |g|);   w <- w - lr m / ((1 - beta_1^t)(u + epsilon))
// Kingma and Ba, "Adam", 2014, section 7.
#pragma once
#include "optimizer.hpp"

namespace keratin::optimizers {

struct AdamaxOptions {
  KERATIN_OPTIONS;
  LearningRate learning_rate = 0.001;
  Real beta_1 = 0.9;
  Real beta_2 = 0.999;
  Real epsilon = 1e-7;
  KERATIN_OPTIMIZER_OPTIONS;
  KERATIN_OPTIMIZER_FIELDS(beta_1, beta_2, epsilon)
};

/// (keras.optimizers.Adamax)
struct Adamax : Optimizer {
  using Options = AdamaxOptions;
  explicit Adamax(const AdamaxOptions& options = {});
  explicit Adamax(const LearningRate& learning_rate) : Adamax(AdamaxOptions{.learning_rate = learning_rate}) {}
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include <cmath>

#include "update.hpp"

namespace keratin::optimizers {

struct AdamaxStep {
  double rate, beta_1, beta_2, epsilon;
  template <class V>
  void operator()(V& w, V& m, V& u, const V& g) const {
    m += V(1 - beta_1) * (g - m);
    u = math::max(V(beta_2) * u, math::abs(g));
    w -= V(rate) * m / (u + V(epsilon));
  }
};

class AdamaxImpl final : public OptimizerOf<AdamaxOptions> {
 public:
  explicit AdamaxImpl(const AdamaxOptions& o) : OptimizerOf("Adamax", o, {{"momentum"}, {"norm"}}) {}

 private:
  void update(std::span<const WeightUpdate> weights, double rate, index_t step) override {
    const double scaled = rate / (1 - std::pow(options_.beta_1, static_cast<double>(step)));
    update_all<2>(AdamaxStep{scaled, options_.beta_1, options_.beta_2, options_.epsilon}, weights);
  }
};

KERATIN_INLINE Adamax::Adamax(const AdamaxOptions& options) : Optimizer(Ref<OptimizerImpl>(new AdamaxImpl(options))) {}

}  // namespace keratin::optimizers
#endif
