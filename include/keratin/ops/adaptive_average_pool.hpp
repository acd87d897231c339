// adaptive_average_pool(x, output_size): the mean of each of output_size windows that cover an axis evenly.
// Window i of n elements is floor(i n / output_size) to ceil((i + 1) n / output_size).
#pragma once
#include "pooling.hpp"

namespace keratin::ops {

/// (batch, up to three axes, channels) -> (batch, output_size…, channels) (keras.ops.adaptive_average_pool).
[[nodiscard]] Tensor adaptive_average_pool(const Tensor& x, const PerAxis& output_size,
                                           const AdaptivePoolOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
namespace keratin::ops {

KERATIN_INLINE Tensor adaptive_average_pool(const Tensor& x, const PerAxis& output_size,
                                            const AdaptivePoolOptions& options) {
  if (x.symbolic()) {
    const PerAxis size =
        output_size.resolved(detail::spatial_axes(x, "adaptive_average_pool"), "adaptive_average_pool", "output_size");
    return symbolic_op("keras.src.ops.nn", "AdaptiveAveragePool", {x},
                       [=](const Tensors& in) { return adaptive_average_pool(in[0], output_size, options); },
                       {{"output_size", size.shape()}, {"data_format", options.data_format}});
  }
  return detail::adaptive_pool(
      "adaptive_average_pool", x, output_size, options,
      [](const Tensor& in, detail::PoolPlan plan) { return detail::sum_windows(in, std::move(plan), true); });
}

}  // namespace keratin::ops
#endif
