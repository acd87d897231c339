// count_nonzero(x, axes): how many elements are not 0.
#pragma once
#include "reductions.hpp"

namespace keratin::ops {

/// How many elements are not 0 (int32), along one axis, several, or all (keras.ops.count_nonzero).
[[nodiscard]] Tensor count_nonzero(const Tensor& x, const Axes& axes = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "comparisons.hpp"
#include "op.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor count_nonzero(const Tensor& x, const Axes& axes) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "CountNonzero", {x},
                       [axes](const Tensors& in) { return count_nonzero(in[0], axes); }, {{"axis", axes}});
  return sum(not_equal(x, Tensor::scalar(0, x.dtype())), axes);
}

}  // namespace keratin::ops
#endif
