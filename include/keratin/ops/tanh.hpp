// tanh(x).   d/dx = 1 - y².
#pragma once
#include "../tensor/tensor.hpp"
#include "fused_activation.hpp"

namespace keratin::ops {

/// The hyperbolic tangent (keras.ops.tanh).
[[nodiscard]] Tensor tanh(const Tensor& x);
/// The form that linear() takes.
[[nodiscard]] const FusedActivation* fused_tanh();

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Tanh {
  template <class V>
  V operator()(const V& x) const {
    return math::tanh(x);
  }
  template <class V>
  static V gradient(const V&, const V& y, const V& dy) {
    return dy * (V(1) - y * y);
  }
};
KERATIN_INLINE Tensor tanh(const Tensor& x) { return unary({"keras.src.ops.numpy", "Tanh"}, Tanh{}, x); }
KERATIN_INLINE const FusedActivation* fused_tanh() { return detail::fused_activation<Tanh>(); }

}  // namespace keratin::ops
#endif
