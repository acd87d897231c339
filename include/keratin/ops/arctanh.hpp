// arctanh(x) = log((1 + x) / (1 - x)) / 2.   d/dx = 1 / (1 - x^2).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The number whose hyperbolic tangent is x; NaN beyond 1 (keras.ops.arctanh).
[[nodiscard]] Tensor arctanh(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../core/trigonometry.hpp"
#include "op.hpp"

namespace keratin::ops {

struct Arctanh {
  template <class V>
  V operator()(const V& x) const {
    return math::arctanh(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy / (V(1) - x * x);
  }
};
KERATIN_INLINE Tensor arctanh(const Tensor& x) { return unary({"keras.src.ops.numpy", "Arctanh"}, Arctanh{}, x); }

}  // namespace keratin::ops
#endif
