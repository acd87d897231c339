// average_pool(x, pool_size): the mean of each window that slides over sequences, images or volumes; padding does not
// count.   The gradient of a window is shared by its elements.
#pragma once
#include "pooling.hpp"

namespace keratin::ops {

/// (batch, up to three axes, channels) -> the same with ceil((n - pool_size + 1) / strides) elements on each axis, or
/// with padding "same" ceil(n / strides) (keras.ops.average_pool). Throws shape_error where no window fits.
[[nodiscard]] Tensor average_pool(const Tensor& x, const PerAxis& pool_size, const PoolOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
namespace keratin::ops {

KERATIN_INLINE Tensor average_pool(const Tensor& x, const PerAxis& pool_size, const PoolOptions& options) {
  if (x.symbolic()) {
    const PerAxis size = pool_size.resolved(detail::spatial_axes(x, "average_pool"), "average_pool", "pool_size"),
                  strides = options.strides.given()
                                ? options.strides.resolved(size.list().size(), "average_pool", "strides")
                                : size;
    return symbolic_op("keras.src.ops.nn", "AveragePool", {x},
                       [=](const Tensors& in) { return average_pool(in[0], pool_size, options); },
                       {{"pool_size", size.shape()},
                        {"strides", strides.shape()},
                        {"padding", options.padding},
                        {"data_format", options.data_format}});
  }
  return detail::pool("average_pool", x, pool_size, options, [](const Tensor& in, detail::PoolPlan plan) {
    return detail::sum_windows(in, std::move(plan), true);
  });
}

}  // namespace keratin::ops
#endif
