// How the layers that make categories put them out: as one-hot rows, or as one row for each sample that tells which
// categories are in it, or how often. The last axis is the sample's, as is the only one of a vector.
#pragma once
#include "layer.hpp"

#if KERATIN_DEFINE(layers)
#include "../ops/multiply.hpp"
#include "../ops/reductions.hpp"
#include "../ops/reshape.hpp"
#include "../ops/take.hpp"

namespace keratin::layers {

/// `mode`: "one_hot", "multi_hot" or "count"; `weights`, if defined, is what each index counts. Indices that are no
/// category count nothing.
inline Tensor encode_categories(const Tensor& indices, const std::string& mode, index_t depth, DType dtype,
                                const Tensor& weights = {}) {
  Tensor in = indices.cast(int32);
  if (in.rank() == 0) in = ops::reshape(in, {1});
  if (mode == "one_hot")
    return ops::one_hot(in.rank() > 1 && in.shape().back() == 1 ? ops::squeeze(in, -1) : in, depth, dtype);
  const index_t axis = in.rank() > 1 ? 1 : 0;
  Tensor hot = ops::one_hot(in, depth, dtype);
  if (mode == "multi_hot") return ops::max(hot, axis);
  if (weights.defined()) hot = ops::multiply(hot, ops::expand_dims(weights.cast(dtype), -1));
  return ops::sum(hot, axis);
}

}  // namespace keratin::layers
#endif
