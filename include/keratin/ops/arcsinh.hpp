// arcsinh(x) = log(x + sqrt(x^2 + 1)).   d/dx = 1 / sqrt(x^2 + 1).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The number whose hyperbolic sine is x (keras.ops.arcsinh).
[[nodiscard]] Tensor arcsinh(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../core/trigonometry.hpp"
#include "op.hpp"

namespace keratin::ops {

struct Arcsinh {
  template <class V>
  V operator()(const V& x) const {
    return math::arcsinh(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy / math::sqrt(x * x + V(1));
  }
};
KERATIN_INLINE Tensor arcsinh(const Tensor& x) { return unary({"keras.src.ops.numpy", "Arcsinh"}, Arcsinh{}, x); }

}  // namespace keratin::ops
#endif
