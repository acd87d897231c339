// tan(x) = tan(x).   d/dx = 1 + y^2.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The tangent of an angle in radians (keras.ops.tan).
[[nodiscard]] Tensor tan(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../core/trigonometry.hpp"
#include "op.hpp"

namespace keratin::ops {

struct Tan {
  template <class V>
  V operator()(const V& x) const {
    return math::tan(x);
  }
  template <class V>
  static V gradient(const V&, const V& y, const V& dy) {
    return dy * (V(1) + y * y);
  }
};
KERATIN_INLINE Tensor tan(const Tensor& x) { return unary({"keras.src.ops.numpy", "Tan"}, Tan{}, x); }

}  // namespace keratin::ops
#endif
