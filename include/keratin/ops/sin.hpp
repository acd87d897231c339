// sin(x) = sin(x).   d/dx = cos(x).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The sine of an angle in radians (keras.ops.sin).
[[nodiscard]] Tensor sin(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../core/trigonometry.hpp"
#include "op.hpp"

namespace keratin::ops {

struct Sin {
  template <class V>
  V operator()(const V& x) const {
    return math::sin(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy * math::cos(x);
  }
};
KERATIN_INLINE Tensor sin(const Tensor& x) { return unary({"keras.src.ops.numpy", "Sin"}, Sin{}, x); }

}  // namespace keratin::ops
#endif
