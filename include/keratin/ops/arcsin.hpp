// arcsin(x) = arcsin(x).   d/dx = 1 / sqrt(1 - x^2).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The angle from -pi/2 to pi/2 whose sine is x; NaN beyond 1 (keras.ops.arcsin).
[[nodiscard]] Tensor arcsin(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../core/trigonometry.hpp"
#include "op.hpp"

namespace keratin::ops {

struct Arcsin {
  template <class V>
  V operator()(const V& x) const {
    return math::arcsin(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy / math::sqrt(V(1) - x * x);
  }
};
KERATIN_INLINE Tensor arcsin(const Tensor& x) { return unary({"keras.src.ops.numpy", "Arcsin"}, Arcsin{}, x); }

}  // namespace keratin::ops
#endif
