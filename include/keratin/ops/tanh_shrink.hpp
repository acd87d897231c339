// tanh_shrink(x) = x - tanh(x).   d/dx = tanh(x)^2.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x - tanh(x) (keras.ops.tanh_shrink).
[[nodiscard]] Tensor tanh_shrink(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct TanhShrink {
  template <class V>
  V operator()(const V& x) const {
    return x - math::tanh(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    const V t = math::tanh(x);
    return dy * t * t;
  }
};
KERATIN_INLINE Tensor tanh_shrink(const Tensor& x) {
  return unary({"keras.src.ops.nn", "TanhShrink"}, TanhShrink{}, x);
}

}  // namespace keratin::ops
#endif
