// divide_no_nan(a, b) = a / b; 0 where b is 0.   There the gradients are 0, elsewhere those of a / b.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// a / b, broadcast, 0 where b is 0, whatever a is; integers become float32 (keras.ops.divide_no_nan).
[[nodiscard]] Tensor divide_no_nan(const Tensor& a, const Tensor& b);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct DivideNoNan {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return select(b == V(0), V(0), a / b);
  }
  template <class V>
  static V gradient_a(const V&, const V& b, const V& dy) {
    return select(b == V(0), V(0), dy / b);
  }
  template <class V>
  static V gradient_b(const V& a, const V& b, const V& dy) {
    return select(b == V(0), V(0), -dy * a / (b * b));
  }
};
KERATIN_INLINE Tensor divide_no_nan(const Tensor& a, const Tensor& b) {
  return binary_float({"keras.src.ops.numpy", "DivideNoNan"}, DivideNoNan{}, a, b, divide_no_nan);
}

}  // namespace keratin::ops
#endif
