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
  KERATIN_OPTIMIZER_FIELDS(learning_rate, beta_1, beta_2, epsilon, amsgrad)
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
  double rate, beta_1, beta_2, epsilon;
  template <class V>
  void operator()(V& w, V& m, V& v, const V& g) const {
    m += V(1 - beta_1) * (g - m);
    v += V(1 - beta_2) * (g * g - v);
    w -= V(rate) * m / (math::sqrt(v) + V(epsilon));
  }
  template <class V>
  void operator()(V& w, V& m, V& v, V& top, const V& g) const {  // amsgrad
    m += V(1 - beta_1) * (g - m);
    v += V(1 - beta_2) * (g * g - v);
    top = math::max(top, v);
    w -= V(rate) * m / (math::sqrt(top) + V(epsilon));
  }
};

class AdamImpl final : public OptimizerImpl {
 public:
  explicit AdamImpl(const AdamOptions& o)
      : OptimizerImpl(CommonOptions::of(o, "adam"), o.amsgrad ? 3 : 2),
        options_(o),
        step_{0, o.beta_1, o.beta_2, o.epsilon},
        amsgrad_(o.amsgrad) {}
  void update(std::span<const WeightUpdate> weights, double rate, index_t step) override {
    const auto t = static_cast<double>(step);
    step_.rate = rate * std::sqrt(1 - std::pow(step_.beta_2, t)) / (1 - std::pow(step_.beta_1, t));
    if (amsgrad_)
      update_all<3>(step_, weights);
    else
      update_all<2>(step_, weights);
  }

  std::string class_name() const override { return "Adam"; }
  void fields(Fields& f) const override { AdamOptions(options_).fields(f); }

 private:
  AdamOptions options_;
  AdamStep step_;
  bool amsgrad_;
};

KERATIN_INLINE Adam::Adam(const AdamOptions& options) : Optimizer(Ref<OptimizerImpl>(new AdamImpl(options))) {}

}  // namespace keratin::optimizers
#endif
