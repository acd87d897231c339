// reciprocal(x) = 1 / x.   d/dx = -y^2.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// 1 / x (keras.ops.reciprocal).
[[nodiscard]] Tensor reciprocal(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Reciprocal {
  template <class V>
  V operator()(const V& x) const {
    return V(1) / x;
  }
  template <class V>
  static V gradient(const V&, const V& y, const V& dy) {
    return -dy * y * y;
  }
};
KERATIN_INLINE Tensor reciprocal(const Tensor& x) {
  return unary({"keras.src.ops.numpy", "Reciprocal"}, Reciprocal{}, x);
}

}  // namespace keratin::ops
#endif
