// arctan2(a, b) = the angle of the point (b, a).   d/da = b / (a^2 + b^2), d/db = -a / (a^2 + b^2).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The angle from -pi to pi of the point with x = b and y = a, broadcast (keras.ops.arctan2).
[[nodiscard]] Tensor arctan2(const Tensor& a, const Tensor& b);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../core/trigonometry.hpp"
#include "op.hpp"

namespace keratin::ops {

struct Arctan2 {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return math::arctan2(a, b);
  }
  template <class V>
  static V gradient_a(const V& a, const V& b, const V& dy) {
    return dy * b / (a * a + b * b);
  }
  template <class V>
  static V gradient_b(const V& a, const V& b, const V& dy) {
    return -dy * a / (a * a + b * b);
  }
};
KERATIN_INLINE Tensor arctan2(const Tensor& a, const Tensor& b) {
  return binary_float({"keras.src.ops.numpy", "Arctan2"}, Arctan2{}, a, b, arctan2);
}

}  // namespace keratin::ops
#endif
