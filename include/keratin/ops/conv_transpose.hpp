// conv_transpose(x, kernel): the gradient of a convolution by its input, as a layer's forward step: with strides the
// output is larger than the input.
//   x: (batch, …, channels), kernel: (size…, filters, channels) -> (batch, …, filters)
#pragma once
#include "convolution.hpp"

namespace keratin::ops {

/// An axis of n elements becomes (n - 1) stride + max(size, stride) with padding "valid", n stride with "same", where
/// size counts dilation; with output_padding (n - 1) stride + size + output_padding, or with "same" + size % 2 in place
/// of + size (keras.ops.conv_transpose). Errors as for conv, and value_error for an output_padding not below the
/// stride.
[[nodiscard]] Tensor conv_transpose(const Tensor& x, const Tensor& kernel, const ConvTransposeOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "conv.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor conv_transpose(const Tensor& x, const Tensor& kernel, const ConvTransposeOptions& options) {
  ConvTransposeOptions o = detail::resolved_conv("conv_transpose", options, x);
  if (options.output_padding.given())
    o.output_padding = options.output_padding.resolved(o.strides.list().size(), "conv_transpose", "output_padding", 0);
  if (detail::any_symbolic({x, kernel})) {
    const Tensor y = detail::symbolic_conv("ConvTranspose", {x, kernel}, o,
                                           [o](const Tensors& in) { return conv_transpose(in[0], in[1], o); });
    if (o.output_padding.given()) graph_node(y).arguments.emplace_back("output_padding", o.output_padding.shape());
    return y;
  }
  const DType dtype = detail::conv_type(x, kernel);
  return transposed_convolution("conv_transpose", x.cast(dtype), kernel.cast(dtype), {}, nullptr, o);
}

}  // namespace keratin::ops
#endif
