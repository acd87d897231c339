// Lamb: Adam whose step for each weight is made as long as the weight: for large batches.
//   m <- m + (1 - beta_1)(g - m);   v <- v + (1 - beta_2)(g² - v)
//   u = m / (1 - beta_1^t) / (sqrt(v / (1 - beta_2^t)) + epsilon);   w <- w - lr u |w| / |u|   (1 for |w| / |u| if 0)
// You et al., "Large batch optimization for deep learning", 2019.
#pragma once
#include "optimizer.hpp"

namespace keratin::optimizers {

struct LambOptions {
  KERATIN_OPTIONS;
  LearningRate learning_rate = 0.001;
  Real beta_1 = 0.9;
  Real beta_2 = 0.999;
  Real epsilon = 1e-7;
  KERATIN_OPTIMIZER_OPTIONS;
  KERATIN_OPTIMIZER_FIELDS(beta_1, beta_2, epsilon)
};

/// (keras.optimizers.Lamb)
struct Lamb : Optimizer {
  using Options = LambOptions;
  explicit Lamb(const LambOptions& options = {});
  explicit Lamb(const LearningRate& learning_rate) : Lamb(LambOptions{.learning_rate = learning_rate}) {}
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include <cmath>

#include "update.hpp"

namespace keratin::optimizers {

struct LambMeans {
  double beta_1, beta_2;
  template <class V>
  void operator()(V&, V& m, V& v, const V& g) const {
    m += V(1 - beta_1) * (g - m);
    v += V(1 - beta_2) * (g * g - v);
  }
};
struct LambDirection {
  double correction_1, correction_2, epsilon;
  template <class V>
  V operator()(const V& m, const V& v) const {
    return m / V(correction_1) / (math::sqrt(v / V(correction_2)) + V(epsilon));
  }
};

/// A step as long as the weight itself times the rate; the last two: the sums of w's and way's squares.
struct LambMove {
  double rate;
  template <class V>
  V operator()(const V& w, const V& way, const V& w_squares, const V& way_squares) const {
    const V ratio = math::sqrt(w_squares) / math::sqrt(way_squares);
    return w - V(rate) * select(w_squares > V(0), select(way_squares > V(0), ratio, V(1)), V(1)) * way;
  }
};

class LambImpl final : public OptimizerOf<LambOptions> {
 public:
  explicit LambImpl(const LambOptions& o) : OptimizerOf("Lamb", o, {{"momentum"}, {"velocity"}}) {}

 private:
  void update(std::span<const WeightUpdate> weights, double rate, index_t step) override {
    const auto t = static_cast<double>(step);
    update_all<2>(LambMeans{options_.beta_1, options_.beta_2}, weights);
    const LambDirection direction{1 - std::pow(options_.beta_1, t), 1 - std::pow(options_.beta_2, t), options_.epsilon};
    for (const WeightUpdate& u : weights) {
      const Tensor way = map(direction, u.slots[0], u.slots[1]);
      map_into(LambMove{rate}, u.weight, u.weight, way, sum_of_squares(u.weight), sum_of_squares(way));
    }
  }
};

KERATIN_INLINE Lamb::Lamb(const LambOptions& options) : Optimizer(Ref<OptimizerImpl>(new LambImpl(options))) {}

}  // namespace keratin::optimizers
#endif
