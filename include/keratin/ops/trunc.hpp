// trunc(x) = x without its fraction.   It has no gradient.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The whole part of x, towards 0; integers stay as they are (keras.ops.trunc).
[[nodiscard]] Tensor trunc(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Trunc {
  template <class V>
  V operator()(const V& x) const {
    return math::trunc(x);
  }
};
KERATIN_INLINE Tensor trunc(const Tensor& x) {
  if (!x.symbolic() && !is_float(x.dtype())) return x.dtype() == bool_ ? x.cast(int32) : x;
  return unary({"keras.src.ops.numpy", "Trunc"}, Trunc{}, x);
}

}  // namespace keratin::ops
#endif
