// multi_hot(x, n): a 1 for each class that occurs in a row.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// Class numbers (batch, k) as (batch, num_classes) with 1 for each class in the row; of one row, (k,), as
/// (num_classes,). A number that is no class counts for nothing (keras.ops.multi_hot).
[[nodiscard]] Tensor multi_hot(const Tensor& x, Int num_classes, DType dtype = float32);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"
#include "reductions.hpp"
#include "take.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor multi_hot(const Tensor& x, Int num_classes, DType dtype) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.nn", "MultiHot", {x},
                       [=](const Tensors& in) { return multi_hot(in[0], num_classes, dtype); },
                       {{"num_classes", num_classes}, {"axis", -1}, {"dtype", dtype}, {"sparse", Flag(false)}});
  require<shape_error>(x.rank() >= 1, "multi_hot: expected at least one axis; got a scalar.");
  return max(one_hot(x, num_classes, dtype), x.rank() > 1 ? 1 : 0);
}

}  // namespace keratin::ops
#endif
