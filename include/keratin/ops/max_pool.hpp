// max_pool(x, pool_size): the greatest element of each window that slides over sequences, images or volumes.
// The gradient of a window goes to its greatest element, to the first of equals.
#pragma once
#include "pooling.hpp"

namespace keratin::ops {

/// (batch, up to three axes, channels) -> the same with ceil((n - pool_size + 1) / strides) elements on each axis, or
/// with padding "same" ceil(n / strides) (keras.ops.max_pool). Padding is never the greatest; a NaN is. Throws
/// shape_error where no window fits.
[[nodiscard]] Tensor max_pool(const Tensor& x, const PerAxis& pool_size, const PoolOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
namespace keratin::ops {

KERATIN_INLINE Tensor max_pool(const Tensor& x, const PerAxis& pool_size, const PoolOptions& options) {
  if (x.symbolic()) {
    const PerAxis size = pool_size.resolved(detail::spatial_axes(x, "max_pool"), "max_pool", "pool_size"),
                  strides = options.strides.given()
                                ? options.strides.resolved(size.list().size(), "max_pool", "strides")
                                : size;
    return symbolic_op("keras.src.ops.nn", "MaxPool", {x},
                       [=](const Tensors& in) { return max_pool(in[0], pool_size, options); },
                       {{"pool_size", size.shape()},
                        {"strides", strides.shape()},
                        {"padding", options.padding},
                        {"data_format", options.data_format}});
  }
  return detail::pool("max_pool", x, pool_size, options,
                      [](const Tensor& in, detail::PoolPlan plan) { return detail::max_windows(in, std::move(plan)); });
}

}  // namespace keratin::ops
#endif
