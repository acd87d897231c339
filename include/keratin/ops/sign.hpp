// sign(x) = -1, 0 or 1.   d/dx = 0.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// -1 below 0, 0 at 0, 1 above.
[[nodiscard]] Tensor sign(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Sign {
  template <class V>
  V operator()(const V& x) const {
    return math::sign(x);
  }
  template <class V>
  static V gradient(const V&, const V&, const V& dy) {
    return dy * V(0);
  }
};
KERATIN_INLINE Tensor sign(const Tensor& x) { return unary_number({"keras.src.ops.numpy", "Sign"}, Sign{}, x); }

}  // namespace keratin::ops
#endif
