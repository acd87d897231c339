// negative(x) = -x.   d/dx = -1.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// -x.
[[nodiscard]] Tensor negative(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Negative {
  template <class V>
  V operator()(const V& x) const {
    return -x;
  }
  template <class V>
  static V gradient(const V&, const V&, const V& dy) {
    return -dy;
  }
};
KERATIN_INLINE Tensor negative(const Tensor& x) {
  return unary_number({"keras.src.ops.numpy", "Negative"}, Negative{}, x);
}

}  // namespace keratin::ops
#endif
