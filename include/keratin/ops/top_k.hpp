// top_k(x, k): the k largest along the last axis, and their places. in_top_k: whether a class is among them.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The k largest elements, the largest first, and their places (int32).
struct TopK {
  Tensor values, indices;
};
/// Of equal elements the first counts as larger; `sorted` is always so (keras.ops.top_k). Throws shape_error unless
/// 0 <= k <= the last axis's size.
[[nodiscard]] TopK top_k(const Tensor& x, Int k, Flag sorted = true);
/// For each row of predictions (batch, classes) whether fewer than k classes have a larger one than the target's. A
/// target out of range, or with NaN or infinities in its row that decide it, is not (keras.ops.in_top_k).
[[nodiscard]] Tensor in_top_k(const Tensor& targets, const Tensor& predictions, Int k);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include <cmath>

#include "op.hpp"
#include "sort.hpp"
#include "take_along_axis.hpp"

namespace keratin::ops {

KERATIN_INLINE TopK top_k(const Tensor& x, Int k, Flag sorted) {
  if (x.symbolic()) {
    const Tensors both = symbolic_ops({"keras.src.ops.math", "TopK"}, {x},
                                      [=](const Tensors& in) {
                                        const TopK top = top_k(in[0], k, sorted);
                                        return Tensors{top.values, top.indices};
                                      },
                                      {{"k", k}, {"sorted", sorted}});
    return {both[0], both[1]};
  }
  require<shape_error>(x.rank() > 0 && k >= 0 && k <= x.shape().back(), "top_k: expected k from 0 to the last axis of ",
                       x.shape(), "; got ", k.value, ".");
  const Tensor places = detail::sorted_places(x, k, true);
  return {take_along_axis(x, places, -1), places};
}

KERATIN_INLINE Tensor in_top_k(const Tensor& targets, const Tensor& predictions, Int k) {
  if (targets.symbolic() || predictions.symbolic())
    return symbolic_op("keras.src.ops.math", "InTopK", {targets, predictions},
                       [k](const Tensors& in) { return in_top_k(in[0], in[1], k); }, {{"k", k}});
  require<shape_error>(predictions.rank() == 2 && targets.rank() == 1 && targets.size() == predictions.shape()[0],
                       "in_top_k: expected targets (batch) and predictions (batch, classes); got ", targets.shape(),
                       " and ", predictions.shape(), ".");
  Tensor y = Tensor::empty(targets.shape(), bool_, common_device(targets, predictions));
  if (on_meta(y)) return y;
  const NoGradient scope;
  const Tensor classes = targets.cast(int64);
  const index_t n = predictions.shape()[1];
  if constexpr (with_cuda) {
    if (on_cuda(y)) {
      const DeviceData from(predictions, y.device()), at(classes, y.device());
      cuda_backend::in_top_k(y.device().index(), predictions.dtype(), y.size(), n, k,
                             static_cast<bool*>(device_output(y)), from.get(),
                             static_cast<const std::int64_t*>(at.get()));
      return y;
    }
  }
  const Tensor in = predictions.cast(float64);
  const double* const numbers = in.data<const double>();
  const std::int64_t* const wanted = classes.data<const std::int64_t>();
  bool* const among = y.data<bool>();
  const index_t grain = cpu_backend::pointwise_grain / std::max<index_t>(n, 1);
  parallel::for_range(y.size(), std::max<index_t>(1, grain), [=](index_t begin, index_t end) {
    for (index_t r = begin; r < end; ++r) {
      const double* const row = numbers + r * n;
      const std::int64_t c = wanted[r];
      bool within = c >= 0 && c < n && std::isfinite(row[c]);
      index_t larger = 0;
      for (index_t i = 0; within && i < n; ++i) {
        within = std::isfinite(row[i]);
        larger += row[i] > row[c];
      }
      among[r] = within && larger < k;
    }
  });
  return y;
}

}  // namespace keratin::ops
#endif
