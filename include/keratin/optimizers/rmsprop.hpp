// RMSprop: divides the gradient by a running average of its size.
//   v <- rho v + (1 - rho) g²;   a <- rho a + (1 - rho) g (centered);   step = lr g / sqrt(v - a² + epsilon)
//   w <- w - step, or with momentum: m <- momentum m + step;  w <- w - m.   Hinton, Coursera lecture 6e, 2012.
#pragma once
#include "optimizer.hpp"

namespace keratin::optimizers {

struct RMSpropOptions {
  KERATIN_OPTIONS;
  LearningRate learning_rate = 0.001;
  Real rho = 0.9;
  Real momentum = 0.0;
  Real epsilon = 1e-7;
  Flag centered = false;
  KERATIN_OPTIMIZER_OPTIONS;
  KERATIN_OPTIMIZER_FIELDS(rho, momentum, epsilon, centered)
};

/// (keras.optimizers.RMSprop)
struct RMSprop : Optimizer {
  using Options = RMSpropOptions;
  explicit RMSprop(const RMSpropOptions& options = {});
  explicit RMSprop(const LearningRate& learning_rate) : RMSprop(RMSpropOptions{.learning_rate = learning_rate}) {}
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include "update.hpp"

namespace keratin::optimizers {

struct RmspropStep {
  static constexpr bool takes_square = true;
  double rate, rho, momentum, epsilon;

  template <class V>
  void operator()(V& w, V& v, const V& g, const V& square) const {
    w -= step(v, g, square, V(0));
  }
  template <class V>
  V step(V& v, const V& g, const V& square, const V& mean) const {
    v = V(rho) * v + V(1 - rho) * square;
    return V(rate) * g / math::sqrt(v - mean * mean + V(epsilon));
  }
  IdleRows::Factors idle() const { return {rho}; }
};
/// With momentum (M), centered (C) or both; the slots are v, then m, then a.
template <bool M, bool C>
struct RmspropFullStep : RmspropStep {
  void idle() const = delete;  // momentum moves weights whose gradient is 0
  template <class V>
  void operator()(V& w, V& v, V& x, const V& g, const V& square) const {
    V none(0);
    M ? apply(w, v, x, none, g, square) : apply(w, v, none, x, g, square);
  }
  template <class V>
  void operator()(V& w, V& v, V& m, V& a, const V& g, const V& square) const {
    apply(w, v, m, a, g, square);
  }
  template <class V>
  void apply(V& w, V& v, V& m, V& a, const V& g, const V& square) const {
    if constexpr (C) a = V(rho) * a + V(1 - rho) * g;
    const V s = step(v, g, square, a);
    if constexpr (M) {
      m = V(momentum) * m + s;
      w -= m;
    } else {
      w -= s;
    }
  }
};

class RMSpropImpl final : public OptimizerOf<RMSpropOptions> {
 public:
  explicit RMSpropImpl(const RMSpropOptions& o) : OptimizerOf("RMSprop", o, kinds(o)) {}

 private:
  static std::vector<SlotKind> kinds(const RMSpropOptions& o) {
    std::vector<SlotKind> kinds{{"velocity"}};
    if (o.momentum > 0) kinds.push_back({.name = "momentum", .apart = true});
    if (o.centered) kinds.push_back({.name = "average_gradient", .apart = true});
    return kinds;
  }
  void update(std::span<const WeightUpdate> weights, double rate, index_t) override {
    const RmspropStep step{rate, options_.rho, options_.momentum, options_.epsilon};
    if (options_.momentum > 0 && options_.centered)
      update_all<3>(RmspropFullStep<true, true>{step}, weights);
    else if (options_.momentum > 0)
      update_all<2>(RmspropFullStep<true, false>{step}, weights);
    else if (options_.centered)
      update_all<2>(RmspropFullStep<false, true>{step}, weights);
    else
      update_all<1>(step, weights);
  }
};

KERATIN_INLINE RMSprop::RMSprop(const RMSpropOptions& options)
    : Optimizer(Ref<OptimizerImpl>(new RMSpropImpl(options))) {}

}  // namespace keratin::optimizers
#endif
