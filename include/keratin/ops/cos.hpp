// cos(x) = cos(x).   d/dx = -sin(x).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The cosine of an angle in radians (keras.ops.cos).
[[nodiscard]] Tensor cos(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../core/trigonometry.hpp"
#include "op.hpp"

namespace keratin::ops {

struct Cos {
  template <class V>
  V operator()(const V& x) const {
    return math::cos(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return -dy * math::sin(x);
  }
};
KERATIN_INLINE Tensor cos(const Tensor& x) { return unary({"keras.src.ops.numpy", "Cos"}, Cos{}, x); }

}  // namespace keratin::ops
#endif
