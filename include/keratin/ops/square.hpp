// square(x) = x².   d/dx = 2 x.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x * x.
[[nodiscard]] Tensor square(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Square {
  template <class V>
  V operator()(const V& x) const {
    return x * x;
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return V(2) * x * dy;
  }
};
KERATIN_INLINE Tensor square(const Tensor& x) { return unary_number({"keras.src.ops.numpy", "Square"}, Square{}, x); }

}  // namespace keratin::ops
#endif
