// divide(a, b) = a / b.   d/da = 1 / b, d/db = -a / b².
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// a / b, broadcast; integers become float32.
[[nodiscard]] Tensor divide(const Tensor& a, const Tensor& b);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct TrueDivide {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return a / b;
  }
  template <class V>
  static V gradient_a(const V&, const V& b, const V& dy) {
    return dy / b;
  }
  template <class V>
  static V gradient_b(const V& a, const V& b, const V& dy) {
    return -dy * a / (b * b);
  }
};
KERATIN_INLINE Tensor divide(const Tensor& a, const Tensor& b) {
  return binary_float({"keras.src.ops.numpy", "TrueDivide"}, TrueDivide{}, a, b, divide);
}

}  // namespace keratin::ops
#endif
