// conv(x, kernel): the convolution along one, two or three spatial axes; as everywhere in deep learning the kernel is
// not turned around.   y[o, f] = Σ over taps t and channels c of x[o stride + t dilation - padding, c] kernel[t, c, f]
//   x: (batch, …, channels), kernel: (size…, channels / groups, filters) -> (batch, …, filters)
#pragma once
#include "convolution.hpp"

namespace keratin::ops {

/// With fewer input channels in the kernel than in x the channels are divided into groups, each with its part of the
/// filters. padding "same" gives ceil(size / stride) outputs, its odd element comes at the end (keras.ops.conv).
/// Throws shape_error for shapes that do not fit, value_error for options out of range.
[[nodiscard]] Tensor conv(const Tensor& x, const Tensor& kernel, const ConvOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "concatenate.hpp"

namespace keratin::ops {

namespace detail {

/// One number, if that is what all axes have: some of Keras's ops refuse the lists that a file has instead of tuples.
inline OpArgument axes_argument(const char* name, const PerAxis& option) {
  for (const index_t n : option.list())
    if (n != option[0]) return {name, option.shape()};
  return {name, Int(option[0])};
}

/// A node of the graph with the options in it.
template <class Options>
Tensor symbolic_conv(const char* class_name, const Tensors& inputs, const Options& options,
                     SharedFunction<Tensor(const Tensors&)> run) {
  const Tensor y = symbolic_op("keras.src.ops.nn", class_name, inputs, std::move(run),
                               {axes_argument("strides", options.strides),
                                {"padding", options.padding},
                                {"data_format", options.data_format},
                                axes_argument("dilation_rate", options.dilation_rate)});
  return y;
}
/// The dtype that a convolution of both computes in.
inline DType conv_type(const Tensor& x, const Tensor& kernel) {
  return float_type(result_type(x.dtype(), kernel.dtype()));
}
/// The options with one number for each spatial axis, as a graph keeps them.
template <class Options>
Options resolved_conv(const char* where, const Options& options, const Tensor& x) {
  const auto rank = static_cast<std::size_t>(std::max<index_t>(x.rank() - 2, 1));
  Options all = options;
  all.strides = options.strides.resolved(rank, where, "strides");
  all.dilation_rate = options.dilation_rate.resolved(rank, where, "dilation_rate");
  return all;
}

}  // namespace detail

KERATIN_INLINE Tensor conv(const Tensor& x, const Tensor& kernel, const ConvOptions& options) {
  const ConvOptions o = detail::resolved_conv("conv", options, x);
  if (detail::any_symbolic({x, kernel}))
    return detail::symbolic_conv("Conv", {x, kernel}, o, [o](const Tensors& in) { return conv(in[0], in[1], o); });
  const DType dtype = detail::conv_type(x, kernel);
  return convolution("conv", x.cast(dtype), kernel.cast(dtype), {}, nullptr, o);
}

}  // namespace keratin::ops
#endif
