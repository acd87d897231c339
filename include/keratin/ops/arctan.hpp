// arctan(x) = arctan(x).   d/dx = 1 / (1 + x^2).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The angle from -pi/2 to pi/2 whose tangent is x (keras.ops.arctan).
[[nodiscard]] Tensor arctan(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../core/trigonometry.hpp"
#include "op.hpp"

namespace keratin::ops {

struct Arctan {
  template <class V>
  V operator()(const V& x) const {
    return math::arctan(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy / (V(1) + x * x);
  }
};
KERATIN_INLINE Tensor arctan(const Tensor& x) { return unary({"keras.src.ops.numpy", "Arctan"}, Arctan{}, x); }

}  // namespace keratin::ops
#endif
