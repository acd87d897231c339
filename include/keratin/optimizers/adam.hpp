// Adam: steps by the running mean of the gradient over the root of that of its square.
//   m <- m + (1 - beta_1)(g - m);   v <- v + (1 - beta_2)(g² - v)
//   w <- w - lr sqrt(1 - beta_2^t) / (1 - beta_1^t)  m / (sqrt(v) + epsilon);   amsgrad: the greatest v so far.
// Kingma and Ba, "Adam", 2014.
#pragma once
#include "optimizer.hpp"

namespace keratin::optimizers {

struct AdamOptions {
  KERATIN_OPTIONS;
  LearningRate learning_rate = 0.001;
  Real beta_1 = 0.9;
  Real beta_2 = 0.999;
  Real epsilon = 1e-7;
  Flag amsgrad = false;
  KERATIN_OPTIMIZER_OPTIONS;
  KERATIN_OPTIMIZER_FIELDS(beta_1, beta_2, epsilon, amsgrad)
};

/// (keras.optimizers.Adam)
struct Adam : Optimizer {
  using Options = AdamOptions;
  explicit Adam(const AdamOptions& options = {});
  explicit Adam(const LearningRate& learning_rate) : Adam(AdamOptions{.learning_rate = learning_rate}) {}
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include <cmath>

#include "update.hpp"

namespace keratin::optimizers {

struct AdamStep {
  static constexpr bool takes_square = true;
  double rate, beta_1, beta_2, epsilon;
  template <class V>
  void operator()(V& w, V& m, V& v, const V& g, const V& square) const {
    m += V(1 - beta_1) * (g - m);
    v += V(1 - beta_2) * (square - v);
    w -= V(rate) * m / (math::sqrt(v) + V(epsilon));
  }
  template <class V>
  void operator()(V& w, V& m, V& v, V& top, const V& g, const V& square) const {  // amsgrad
    m += V(1 - beta_1) * (g - m);
    v += V(1 - beta_2) * (square - v);
    top = math::max(top, v);
    w -= V(rate) * m / (math::sqrt(top) + V(epsilon));
  }
};

/// The step of time t.
template <class Options>
AdamStep adam_step(double rate, const Options& o, index_t t) {
  const auto time = static_cast<double>(t);
  const double factor = std::sqrt(1 - std::pow(o.beta_2, time)) / (1 - std::pow(o.beta_1, time));
  return {rate * factor, o.beta_1, o.beta_2, o.epsilon};
}

/// Of Adam and AdamW, which differ in their options' defaults.
template <class Options>
class AdamImpl final : public OptimizerOf<Options> {
 public:
  AdamImpl(const char* class_name, const Options& o) : OptimizerOf<Options>(class_name, o, kinds(o.amsgrad)) {}

 private:
  static std::vector<SlotKind> kinds(bool amsgrad) {
    std::vector<SlotKind> kinds{{"momentum"}, {"velocity"}};
    if (amsgrad) kinds.push_back({.name = "velocity_hat", .apart = true});
    return kinds;
  }
  void update(std::span<const WeightUpdate> weights, double rate, index_t step) override {
    const AdamStep one = adam_step(rate, this->options_, step);
    if (this->options_.amsgrad)
      update_all<3>(one, weights);
    else
      update_all<2>(one, weights);
  }
};

KERATIN_INLINE Adam::Adam(const AdamOptions& options)
    : Optimizer(Ref<OptimizerImpl>(new AdamImpl<AdamOptions>("Adam", options))) {}

}  // namespace keratin::optimizers
#endif
