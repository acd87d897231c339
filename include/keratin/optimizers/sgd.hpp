// SGD: w <- w - lr g.   With momentum: v <- momentum v - lr g;  w <- w + v, or w + momentum v - lr g (nesterov).
#pragma once
#include "optimizer.hpp"

namespace keratin::optimizers {

struct SGDOptions {
  KERATIN_OPTIONS;
  LearningRate learning_rate = 0.01;
  Real momentum = 0.0;
  Flag nesterov = false;
  KERATIN_OPTIMIZER_OPTIONS;
  KERATIN_OPTIMIZER_FIELDS(momentum, nesterov)
};

/// Gradient descent (keras.optimizers.SGD). Throws unless 0 <= momentum <= 1.
struct SGD : Optimizer {
  using Options = SGDOptions;
  explicit SGD(const SGDOptions& options = {});
  explicit SGD(const LearningRate& learning_rate) : SGD(SGDOptions{.learning_rate = learning_rate}) {}
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include "update.hpp"

namespace keratin::optimizers {

struct SgdStep {
  double rate;
  template <class V>
  void operator()(V& w, const V& g) const {
    w -= V(rate) * g;
  }
  IdleRows::Factors idle() const { return {}; }
};
template <bool Nesterov>
struct MomentumStep {
  double rate, momentum;
  template <class V>
  void operator()(V& w, V& v, const V& g) const {
    v = V(momentum) * v - V(rate) * g;
    if constexpr (Nesterov)
      w += V(momentum) * v - V(rate) * g;
    else
      w += v;
  }
};

class SGDImpl final : public OptimizerOf<SGDOptions> {
 public:
  explicit SGDImpl(const SGDOptions& o)
      : OptimizerOf("SGD", o, o.momentum == 0 ? std::vector<SlotKind>() : std::vector<SlotKind>{{"momentum"}}) {
    require(o.momentum >= 0 && o.momentum <= 1, "SGD: expected a momentum from 0 to 1; got ", o.momentum, ".");
  }

 private:
  void update(std::span<const WeightUpdate> weights, double rate, index_t) override {
    if (options_.momentum == 0)
      update_all<0>(SgdStep{rate}, weights);
    else if (options_.nesterov)
      update_all<1>(MomentumStep<true>{rate, options_.momentum}, weights);
    else
      update_all<1>(MomentumStep<false>{rate, options_.momentum}, weights);
  }
};

KERATIN_INLINE SGD::SGD(const SGDOptions& options) : Optimizer(Ref<OptimizerImpl>(new SGDImpl(options))) {}

}  // namespace keratin::optimizers
#endif
