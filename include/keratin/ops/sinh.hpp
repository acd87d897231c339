// sinh(x) = (e^x - e^-x) / 2.   d/dx = cosh(x).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The hyperbolic sine (keras.ops.sinh).
[[nodiscard]] Tensor sinh(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../core/trigonometry.hpp"
#include "op.hpp"

namespace keratin::ops {

struct Sinh {
  template <class V>
  V operator()(const V& x) const {
    return math::sinh(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy * math::cosh(x);
  }
};
KERATIN_INLINE Tensor sinh(const Tensor& x) { return unary({"keras.src.ops.numpy", "Sinh"}, Sinh{}, x); }

}  // namespace keratin::ops
#endif
