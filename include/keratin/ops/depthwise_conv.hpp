// depthwise_conv(x, kernel): a convolution of each channel with filters of its own.
//   x: (batch, …, channels), kernel: (size…, channels, multiplier) -> (batch, …, channels multiplier)
#pragma once
#include "convolution.hpp"

namespace keratin::ops {

/// Filter q of channel c makes channel c * multiplier + q (keras.ops.depthwise_conv). Options and errors as for conv.
[[nodiscard]] Tensor depthwise_conv(const Tensor& x, const Tensor& kernel, const ConvOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "conv.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor depthwise_conv(const Tensor& x, const Tensor& kernel, const ConvOptions& options) {
  const ConvOptions o = detail::resolved_conv("depthwise_conv", options, x);
  if (detail::any_symbolic({x, kernel}))
    return detail::symbolic_conv("DepthwiseConv", {x, kernel}, o,
                                 [o](const Tensors& in) { return depthwise_conv(in[0], in[1], o); });
  const DType dtype = detail::conv_type(x, kernel);
  return depthwise_convolution("depthwise_conv", x.cast(dtype), kernel.cast(dtype), {}, nullptr, o);
}

}  // namespace keratin::ops
#endif
