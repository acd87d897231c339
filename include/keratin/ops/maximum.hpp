// maximum(a, b).   The gradient goes to the greater; equal ones share it.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The greater of a and b, broadcast; NaN if one is.
[[nodiscard]] Tensor maximum(const Tensor& a, const Tensor& b);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Maximum {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return math::max(a, b);
  }
  template <class V>
  static V gradient_a(const V& a, const V& b, const V& dy) {
    return dy * (to_number(a > b) + V(0.5) * to_number(a == b));
  }
  template <class V>
  static V gradient_b(const V& a, const V& b, const V& dy) {
    return dy * (to_number(b > a) + V(0.5) * to_number(a == b));
  }
};
KERATIN_INLINE Tensor maximum(const Tensor& a, const Tensor& b) {
  return binary({"keras.src.ops.numpy", "Maximum"}, Maximum{}, a, b, maximum);
}

}  // namespace keratin::ops
#endif
