// sigmoid(x) = 1 / (1 + e^-x).   d/dx = y (1 - y).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// 1 / (1 + e^-x), between 0 and 1 (keras.ops.sigmoid).
[[nodiscard]] Tensor sigmoid(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Sigmoid {
  template <class V>
  V operator()(const V& x) const {
    return math::sigmoid(x);
  }
  template <class V>
  static V gradient(const V&, const V& y, const V& dy) {
    return dy * y * (V(1) - y);
  }
};
KERATIN_INLINE Tensor sigmoid(const Tensor& x) { return unary({"keras.src.ops.nn", "Sigmoid"}, Sigmoid{}, x, sigmoid); }

}  // namespace keratin::ops
#endif
