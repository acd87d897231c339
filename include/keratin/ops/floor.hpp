// floor(x) = the greatest whole number not above x.   It has no gradient.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The greatest whole number not above x (keras.ops.floor).
[[nodiscard]] Tensor floor(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Floor {
  template <class V>
  V operator()(const V& x) const {
    return math::floor(x);
  }
};
KERATIN_INLINE Tensor floor(const Tensor& x) { return unary({"keras.src.ops.numpy", "Floor"}, Floor{}, x); }

}  // namespace keratin::ops
#endif
