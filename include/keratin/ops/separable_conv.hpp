// separable_conv(x, depthwise_kernel, pointwise_kernel) = conv(depthwise_conv(x, depthwise_kernel), pointwise_kernel):
// first along the spatial axes, each channel by itself, then across the channels, each pixel by itself.
//   x: (batch, …, channels), depthwise_kernel: (size…, channels, multiplier),
//   pointwise_kernel: (1…, channels multiplier, filters) -> (batch, …, filters)
#pragma once
#include "convolution.hpp"

namespace keratin::ops {

/// (keras.ops.separable_conv) The options are those of the depthwise convolution. Errors as for conv.
[[nodiscard]] Tensor separable_conv(const Tensor& x, const Tensor& depthwise_kernel, const Tensor& pointwise_kernel,
                                    const ConvOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "conv.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor separable_conv(const Tensor& x, const Tensor& depthwise_kernel, const Tensor& pointwise_kernel,
                                     const ConvOptions& options) {
  const ConvOptions o = detail::resolved_conv("separable_conv", options, x);
  if (detail::any_symbolic({x, depthwise_kernel, pointwise_kernel}))
    return detail::symbolic_conv("SeparableConv", {x, depthwise_kernel, pointwise_kernel}, o,
                                 [o](const Tensors& in) { return separable_conv(in[0], in[1], in[2], o); });
  const DType dtype = result_type(detail::conv_type(x, depthwise_kernel), pointwise_kernel.dtype());
  const Tensor middle =
      depthwise_convolution("separable_conv", x.cast(dtype), depthwise_kernel.cast(dtype), {}, nullptr, o);
  return convolution("separable_conv", middle, pointwise_kernel.cast(dtype), {}, nullptr,
                     {.data_format = o.data_format});
}

}  // namespace keratin::ops
#endif
