// ceil(x) = the least whole number not below x.   It has no gradient.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The least whole number not below x (keras.ops.ceil).
[[nodiscard]] Tensor ceil(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Ceil {
  template <class V>
  V operator()(const V& x) const {
    return math::ceil(x);
  }
};
KERATIN_INLINE Tensor ceil(const Tensor& x) { return unary({"keras.src.ops.numpy", "Ceil"}, Ceil{}, x); }

}  // namespace keratin::ops
#endif
