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
};

/// (keras.optimizers.RMSprop)
struct RMSprop : Optimizer {
  explicit RMSprop(const RMSpropOptions& options = {});
  explicit RMSprop(const LearningRate& learning_rate) : RMSprop(RMSpropOptions{.learning_rate = learning_rate}) {}
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include "update.hpp"

namespace keratin::optimizers {

struct RmspropStep {
  double rate, rho, momentum, epsilon;

  template <class V>
  void operator()(V& w, V& v, const V& g) const {
    w -= step(v, g, V(0));
  }
  template <class V>
  V step(V& v, const V& g, const V& mean) const {
    v = V(rho) * v + V(1 - rho) * g * g;
    return V(rate) * g / math::sqrt(v - mean * mean + V(epsilon));
  }
};
/// With momentum (M), centered (C) or both; the slots are v, then m, then a.
template <bool M, bool C>
struct RmspropFullStep : RmspropStep {
  template <class V>
  void operator()(V& w, V& v, V& x, const V& g) const {
    V none(0);
    M ? apply(w, v, x, none, g) : apply(w, v, none, x, g);
  }
  template <class V>
  void operator()(V& w, V& v, V& m, V& a, const V& g) const {
    apply(w, v, m, a, g);
  }
  template <class V>
  void apply(V& w, V& v, V& m, V& a, const V& g) const {
    if constexpr (C) a = V(rho) * a + V(1 - rho) * g;
    const V s = step(v, g, a);
    if constexpr (M) {
      m = V(momentum) * m + s;
      w -= m;
    } else {
      w -= s;
    }
  }
};

class RMSpropImpl final : public OptimizerImpl {
 public:
  explicit RMSpropImpl(const RMSpropOptions& o)
      : OptimizerImpl(CommonOptions::of(o, "rmsprop"), 1u + (o.momentum > 0) + (o.centered ? 1u : 0u)),
        step_{0, o.rho, o.momentum, o.epsilon},
        centered_(o.centered) {}
  void update(std::span<const WeightUpdate> weights, double rate, index_t) override {
    step_.rate = rate;
    if (step_.momentum > 0 && centered_)
      update_all<3>(RmspropFullStep<true, true>{step_}, weights);
    else if (step_.momentum > 0)
      update_all<2>(RmspropFullStep<true, false>{step_}, weights);
    else if (centered_)
      update_all<2>(RmspropFullStep<false, true>{step_}, weights);
    else
      update_all<1>(step_, weights);
  }

  std::string class_name() const override { return "RMSprop"; }

 private:
  RmspropStep step_;
  bool centered_;
};

KERATIN_INLINE RMSprop::RMSprop(const RMSpropOptions& options)
    : Optimizer(Ref<OptimizerImpl>(new RMSpropImpl(options))) {}

}  // namespace keratin::optimizers
#endif
