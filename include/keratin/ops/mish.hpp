// mish(x) = x tanh(softplus(x)).   d/dx = t + x (1 - t^2) sigmoid(x), t = tanh(softplus(x)).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x tanh(log(1 + e^x)) (keras.activations.mish; Misra 2019).
[[nodiscard]] Tensor mish(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Mish {
  template <class V>
  V operator()(const V& x) const {
    return x * math::tanh(math::softplus(x));
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    const V t = math::tanh(math::softplus(x));
    return dy * (t + x * (V(1) - t * t) * math::sigmoid(x));
  }
};
KERATIN_INLINE Tensor mish(const Tensor& x) { return unary({"keras.src.activations.activations", "Mish"}, Mish{}, x); }

}  // namespace keratin::ops
#endif
