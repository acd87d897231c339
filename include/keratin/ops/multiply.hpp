// multiply(a, b) = a b.   d/da = b, d/db = a.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// a * b, broadcast.
[[nodiscard]] Tensor multiply(const Tensor& a, const Tensor& b);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Multiply {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return a * b;
  }
  template <class V>
  static V gradient_a(const V&, const V& b, const V& dy) {
    return b * dy;
  }
  template <class V>
  static V gradient_b(const V& a, const V&, const V& dy) {
    return a * dy;
  }
};
KERATIN_INLINE Tensor multiply(const Tensor& a, const Tensor& b) {
  return binary({"keras.src.ops.numpy", "Multiply"}, Multiply{}, a, b, multiply);
}

}  // namespace keratin::ops
#endif
