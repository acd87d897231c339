// minimum(a, b).   The gradient goes to the lesser; equal ones share it.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The lesser of a and b, broadcast; NaN if one is.
[[nodiscard]] Tensor minimum(const Tensor& a, const Tensor& b);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Minimum {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return math::min(a, b);
  }
  template <class V>
  static V gradient_a(const V& a, const V& b, const V& dy) {
    return dy * (to_number(a < b) + V(0.5) * to_number(a == b));
  }
  template <class V>
  static V gradient_b(const V& a, const V& b, const V& dy) {
    return dy * (to_number(b < a) + V(0.5) * to_number(a == b));
  }
};
KERATIN_INLINE Tensor minimum(const Tensor& a, const Tensor& b) {
  return binary({"keras.src.ops.numpy", "Minimum"}, Minimum{}, a, b, minimum);
}

}  // namespace keratin::ops
#endif
