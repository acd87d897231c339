// Nadam: Adam with Nesterov's momentum, which grows with time.
//   u_t = beta_1 (1 - 0.96^t / 2);   p_t = u_1 u_2 … u_t
//   m <- m + (1 - beta_1)(g - m);   v <- v + (1 - beta_2)(g² - v)
//   w <- w - lr (u_{t+1} m / (1 - p_{t+1}) + (1 - u_t) g / (1 - p_t)) / (sqrt(v / (1 - beta_2^t)) + epsilon)
// Dozat, "Incorporating Nesterov momentum into Adam", 2015.
#pragma once
#include "optimizer.hpp"

namespace keratin::optimizers {

struct NadamOptions {
  KERATIN_OPTIONS;
  LearningRate learning_rate = 0.001;
  Real beta_1 = 0.9;
  Real beta_2 = 0.999;
  Real epsilon = 1e-7;
  KERATIN_OPTIMIZER_OPTIONS;
  KERATIN_OPTIMIZER_FIELDS(beta_1, beta_2, epsilon)
};

/// (keras.optimizers.Nadam)
struct Nadam : Optimizer {
  using Options = NadamOptions;
  explicit Nadam(const NadamOptions& options = {});
  explicit Nadam(const LearningRate& learning_rate) : Nadam(NadamOptions{.learning_rate = learning_rate}) {}
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include <cmath>

#include "update.hpp"

namespace keratin::optimizers {

struct NadamStep {
  double of_mean, of_gradient;  // what m and g count in the step, with the learning rate
  double beta_1, beta_2, correction, epsilon;
  static constexpr bool takes_square = true;
  template <class V>
  void operator()(V& w, V& m, V& v, const V& g, const V& square) const {
    m += V(1 - beta_1) * (g - m);
    v += V(1 - beta_2) * (square - v);
    w -= (V(of_mean) * m + V(of_gradient) * g) / (math::sqrt(v / V(correction)) + V(epsilon));
  }
};

class NadamImpl final : public OptimizerOf<NadamOptions> {
 public:
  explicit NadamImpl(const NadamOptions& o) : OptimizerOf("Nadam", o, {{"momentum"}, {"velocity"}}) {}

 private:
  void make_scalars(std::vector<OptimizerVariable>& scalars) override {
    product_ = Tensor::scalar(1, dtype());
    scalars.push_back({"variable", product_});
  }
  double momentum(index_t t) const { return options_.beta_1 * (1 - 0.5 * std::pow(0.96, static_cast<double>(t))); }
  void update(std::span<const WeightUpdate> weights, double rate, index_t step) override {
    const double now = momentum(step), next = momentum(step + 1);
    product_.assign(Tensor::scalar(product_.item<double>() * now, dtype()));
    const auto product = product_.item<double>();
    update_all<2>(
        NadamStep{rate * next / (1 - product * next), rate * (1 - now) / (1 - product), options_.beta_1,
                  options_.beta_2, 1 - std::pow(options_.beta_2, static_cast<double>(step)), options_.epsilon},
        weights);
  }

  Tensor product_;  // of all momenta so far
};

KERATIN_INLINE Nadam::Nadam(const NadamOptions& options) : Optimizer(Ref<OptimizerImpl>(new NadamImpl(options))) {}

}  // namespace keratin::optimizers
#endif
