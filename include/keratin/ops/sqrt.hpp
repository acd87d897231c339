// sqrt(x).   d/dx = 1 / (2 sqrt(x)).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The square root; NaN below 0.
[[nodiscard]] Tensor sqrt(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Sqrt {
  template <class V>
  V operator()(const V& x) const {
    return math::sqrt(x);
  }
  template <class V>
  static V gradient(const V&, const V& y, const V& dy) {
    return dy / (V(2) * y);
  }
};
KERATIN_INLINE Tensor sqrt(const Tensor& x) { return unary({"keras.src.ops.numpy", "Sqrt"}, Sqrt{}, x); }

}  // namespace keratin::ops
#endif
