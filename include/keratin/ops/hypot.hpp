// hypot(a, b) = sqrt(a^2 + b^2).   d/da = a / y, d/db = b / y.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The length of the vector (a, b), without overflow, broadcast (keras.ops.hypot).
[[nodiscard]] Tensor hypot(const Tensor& a, const Tensor& b);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Hypot {
  template <class V>
  V operator()(const V& a, const V& b) const {
    const V big = math::max(math::abs(a), math::abs(b)), small = math::min(math::abs(a), math::abs(b));
    const V ratio = select(big == V(0), V(0), small / big);
    return big * math::sqrt(V(1) + ratio * ratio);
  }
  template <class V>
  static V gradient_a(const V& a, const V& b, const V& dy) {
    return dy * a / math::sqrt(a * a + b * b);
  }
  template <class V>
  static V gradient_b(const V& a, const V& b, const V& dy) {
    return dy * b / math::sqrt(a * a + b * b);
  }
};
KERATIN_INLINE Tensor hypot(const Tensor& a, const Tensor& b) {
  return binary_float({"keras.src.ops.numpy", "Hypot"}, Hypot{}, a, b, hypot);
}

}  // namespace keratin::ops
#endif
