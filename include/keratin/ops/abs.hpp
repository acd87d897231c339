// abs(x) = |x|.   d/dx = sign(x).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The absolute value.
[[nodiscard]] Tensor abs(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Absolute {
  template <class V>
  V operator()(const V& x) const {
    return math::abs(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy * math::sign(x);
  }
};
KERATIN_INLINE Tensor abs(const Tensor& x) { return unary_number({"keras.src.ops.numpy", "Absolute"}, Absolute{}, x); }

}  // namespace keratin::ops
#endif
