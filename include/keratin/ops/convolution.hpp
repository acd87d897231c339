// What the ops and layers of convolutions share: their options, and the convolution with bias and activation in one
// pass. With dz = dy * activation'(z):   dx = dz convolved with the kernel turned around,
//   dkernel = x convolved with dz,   dbias = sum of dz over all but the channels.
#pragma once
#include <string>

#include "../tensor/per_axis.hpp"
#include "../tensor/tensor.hpp"
#include "fused_activation.hpp"

namespace keratin::ops {

struct ConvOptions {
  KERATIN_OPTIONS;
  PerAxis strides = 1;
  std::string padding = "valid";              ///< "valid", "same", or (along one axis) "causal".
  std::string data_format = "channels_last";  ///< Or "channels_first": (batch, channels, …).
  PerAxis dilation_rate = 1;
};

struct ConvTransposeOptions {
  KERATIN_OPTIONS;
  PerAxis strides = 1;
  std::string padding = "valid";  ///< "valid" or "same".
  PerAxis output_padding = {};    ///< How much longer the output is; none: just long enough for all of the input.
  std::string data_format = "channels_last";
  PerAxis dilation_rate = 1;
};

/// activation(conv(x, kernel) + bias): what Conv2D does. `where` begins the errors. The options are resolved: they have
/// one number for all axes or one for each.
[[nodiscard]] Tensor convolution(std::string_view where, const Tensor& x, const Tensor& kernel, const Tensor& bias,
                                 const FusedActivation* activation, const ConvOptions& options);
/// The same with conv_transpose.
[[nodiscard]] Tensor transposed_convolution(std::string_view where, const Tensor& x, const Tensor& kernel,
                                            const Tensor& bias, const FusedActivation* activation,
                                            const ConvTransposeOptions& options);
/// The same with depthwise_conv.
[[nodiscard]] Tensor depthwise_convolution(std::string_view where, const Tensor& x, const Tensor& kernel,
                                           const Tensor& bias, const FusedActivation* activation,
                                           const ConvOptions& options);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../backend/cpu/conv.hpp"
#include "../backend/cuda/conv.hpp"
#include "linear.hpp"
#include "op.hpp"
#include "reshape.hpp"
#include "transpose.hpp"

namespace keratin::ops {

namespace detail {

using cpu_backend::ConvShape;
using cpu_backend::Window;

/// Throws unless there are one to three spatial axes and x and the kernel have as many.
inline std::size_t spatial_rank(std::string_view where, const Shape& x, const Shape& kernel) {
  require<shape_error>(x.rank() >= 3 && x.rank() <= 5, where,
                       ": expected an input with a batch axis, 1 to 3 spatial axes and channels; got ", x, ".");
  require<shape_error>(kernel.rank() == x.rank(), where, ": expected a kernel with ", x.rank(),
                       " axes for an input of ", "shape ", x, "; got ", kernel, ".");
  return x.rank() - 2;
}
/// The axis of ConvShape that is spatial axis i of so many.
constexpr std::size_t conv_axis(std::size_t i, std::size_t rank) { return rank == 3 ? i : i + 1; }

inline index_t on_axis(const PerAxis& option, std::size_t i) { return option[option.list().size() == 1 ? 0 : i]; }

inline Window conv_window(std::string_view where, const std::string& padding, std::size_t rank, index_t in,
                          index_t size, index_t stride, index_t dilation) {
  if (padding == "valid") return Window::valid(in, size, stride, dilation);
  if (padding == "same") return Window::same(in, size, stride, dilation);
  require<name_error>(padding == "causal" && rank == 1, where, ": expected padding \"valid\", \"same\"",
                      rank == 1 ? " or \"causal\"" : "", "; got \"", padding, "\".");
  return Window::causal(in, size, stride, dilation);
}

inline ConvShape conv_shape(std::string_view where, const Shape& x, const Shape& kernel, const ConvOptions& options) {
  const std::size_t rank = spatial_rank(where, x, kernel);
  ConvShape s;
  s.batch = x[0];
  s.channels = x.back();
  s.filters = kernel.back();
  const index_t own = kernel[static_cast<index_t>(rank)];  // input channels of a group
  require<shape_error>(own > 0 && s.channels % own == 0 && s.filters % (s.channels / own) == 0, where,
                       ": expected a kernel whose input channels divide those of the input, as often as the filters; "
                       "got an input of shape ",
                       x, " and a kernel of shape ", kernel, ".");
  s.groups = s.channels / own;
  for (std::size_t i = 0; i < rank; ++i) {
    Window& w = s.axis[conv_axis(i, rank)];
    w = conv_window(where, options.padding, rank, x[i + 1], kernel[i], on_axis(options.strides, i),
                    on_axis(options.dilation_rate, i));
    require<shape_error>(w.out > 0 || w.in == 0, where, ": expected at least ", w.span(), " elements on axis ", i + 1,
                         " for the kernel; got an input of shape ", x, ". Hint: padding \"same\".");
  }
  return s;
}

/// The convolution whose gradient a transposed one is: its input is the latter's output.
inline ConvShape transposed_shape(std::string_view where, const Shape& x, const Shape& kernel,
                                  const ConvTransposeOptions& options) {
  const std::size_t rank = spatial_rank(where, x, kernel);
  const bool more = options.output_padding.given(), same = options.padding == "same";
  require<name_error>(same || options.padding == "valid", where, ": expected padding \"valid\" or \"same\"; got \"",
                      options.padding, "\".");
  ConvShape s;
  s.batch = x[0];
  s.channels = kernel[static_cast<index_t>(rank)];
  s.filters = x.back();
  require<shape_error>(kernel.back() == s.filters, where, ": expected a kernel for ", s.filters,
                       " input channels on its last axis; got shape ", kernel, ".");
  for (std::size_t i = 0; i < rank; ++i) {
    Window& w = s.axis[conv_axis(i, rank)];
    w = {0, x[i + 1], kernel[i], on_axis(options.strides, i), on_axis(options.dilation_rate, i), 0};
    const index_t span = w.span(), steps = std::max<index_t>((w.out - 1) * w.stride, 0),
                  longer = more ? on_axis(options.output_padding, i) : 0;
    require(!more || longer < w.stride, where, ": expected output_padding below the strides; got ", longer,
            " with stride ", w.stride, ".");
    if (same)
      w.in = more ? steps + span % 2 + longer : w.out * w.stride;
    else
      w.in = steps + (more ? span + longer : std::max(span, w.stride));
    if (w.out == 0) w.in = 0;
    if (same) w.before = std::max<index_t>(steps + span - w.in, 0) / 2;
  }
  return s;
}

/// y's shape: x's with other spatial sizes and channels.
inline Shape conv_output(const Shape& x, const ConvShape& s, bool transposed) {
  Shape y = x;
  const std::size_t rank = x.rank() - 2;
  for (std::size_t i = 0; i < rank; ++i) {
    const Window& w = s.axis[conv_axis(i, rank)];
    y[i + 1] = transposed ? w.in : w.out;
  }
  y[static_cast<index_t>(rank) + 1] = transposed ? s.channels : s.filters;
  return y;
}

/// The op itself, or (transposed) the gradient by its input; neither is recorded.
inline Tensor run_conv(const ConvShape& s, bool transposed, const Shape& shape, const Tensor& x, const Tensor& kernel,
                       const Tensor& bias = {}, const FusedActivation* activation = nullptr) {
  const Tensor y = Tensor::empty(shape, x.dtype(), common_device(x, kernel));
  if (on_meta(y)) return y;
  if constexpr (with_cuda) {
    if (on_cuda(y)) {
      const DeviceData in(x, y.device()), weights(kernel, y.device());
      (transposed ? cuda_backend::conv_input_gradient : cuda_backend::conv)(y.device().index(), y.dtype(), s, in.get(),
                                                                            weights.get(), device_output(y));
      if (bias.defined() || activation != nullptr) finish(activation, y, bias);
      return y;
    }
  }
  const LinearEpilogue last{nullptr, activation, x.dtype()};
  cpu_backend::Epilogue epilogue;
  if (activation != nullptr) epilogue = {LinearEpilogue::apply, &last};
  visit_float(x.dtype(), "conv", [&](auto zero) {
    using T = decltype(zero);
    const T* const b = bias.defined() ? bias.data<const T>() : nullptr;
    if (transposed)
      cpu_backend::conv_input_gradient<T>(s, x.data<const T>(), kernel.data<const T>(), b, y.data<T>(), epilogue);
    else
      cpu_backend::conv<T>(s, x.data<const T>(), kernel.data<const T>(), b, y.data<T>(), epilogue);
  });
  return y;
}

/// The gradient by the kernel, and into `bias`, if that is defined, the sum over all but the channels of dy.
inline Tensor conv_kernel_gradient(const ConvShape& s, const Shape& shape, const Tensor& x, const Tensor& dy,
                                   const Tensor& bias = {}) {
  const Tensor d = Tensor::empty(shape, x.dtype(), common_device(x, dy));
  if constexpr (with_cuda) {
    if (on_cuda(d)) {
      const DeviceData in(x, d.device()), slope(dy, d.device());
      cuda_backend::conv_kernel_gradient(d.device().index(), d.dtype(), s, in.get(), slope.get(), device_output(d));
      return d;
    }
  }
  visit_float(x.dtype(), "conv", [&](auto zero) {
    using T = decltype(zero);
    cpu_backend::conv_kernel_gradient<T>(s, x.data<const T>(), dy.data<const T>(), d.data<T>(),
                                         bias.defined() ? bias.data<T>() : nullptr);
  });
  return d;
}

struct ConvVjp {
  ConvShape shape;
  bool transposed;
  Tensor x, kernel, out;
  const FusedActivation* activation;

  void operator()(const Tensor& dy, InputGradients& dx) const {
    const Tensor dz = activation != nullptr ? activation->gradient(out, dy) : dy;
    if (dx.wanted(0)) dx.add(0, run_conv(shape, !transposed, x.shape(), dz, kernel));
    // The kernel's gradient goes through dz anyway, and sums it up for the bias.
    const bool both = dx.wanted(1) && dx.wanted(2) && !transposed && !on_cuda(dz);
    const Tensor bias = both ? Tensor::empty({shape.filters}, dz.dtype()) : Tensor();
    if (dx.wanted(1))
      dx.add(1, transposed ? conv_kernel_gradient(shape, kernel.shape(), dz, x)
                           : conv_kernel_gradient(shape, kernel.shape(), x, dz, bias));
    if (dx.wanted(2)) dx.add(2, both ? bias : column_sum(dz));
  }
};

inline Tensor recorded_conv(const ConvShape& s, bool transposed, const Tensor& x, const Tensor& kernel,
                            const Tensor& bias, const FusedActivation* activation) {
  const Tensor y = run_conv(s, transposed, conv_output(x.shape(), s, transposed), x, kernel, bias, activation);
  if (tape::recording())
    record(y, {&x, &kernel, &bias}, ConvVjp{s, transposed, detach(x), kernel, detach(y), activation});
  return y;
}

/// Calls f(x), for x with its channels last, and brings those of the result to where they were.
template <class F>
Tensor with_channels_last(std::string_view where, const Tensor& x, const std::string& data_format, const F& f) {
  if (data_format == "channels_last") return f(x);
  require<name_error>(data_format == "channels_first", where,
                      ": expected data_format \"channels_last\" or \"channels_first\"; got \"", data_format, "\".");
  if (x.rank() < 3) return f(x);  // which tells what is wrong
  Shape last{0}, first{0, x.rank() - 1};
  for (index_t a = 2; a < x.rank(); ++a) {
    last.push_back(a);
    first.push_back(a - 1);
  }
  last.push_back(1);
  return transpose(f(transpose(x, last)), first);
}

}  // namespace detail

KERATIN_INLINE Tensor convolution(std::string_view where, const Tensor& x, const Tensor& kernel, const Tensor& bias,
                                  const FusedActivation* activation, const ConvOptions& options) {
  return detail::with_channels_last(where, x, options.data_format, [&](const Tensor& in) {
    return detail::recorded_conv(detail::conv_shape(where, in.shape(), kernel.shape(), options), false, in, kernel,
                                 bias, activation);
  });
}

KERATIN_INLINE Tensor transposed_convolution(std::string_view where, const Tensor& x, const Tensor& kernel,
                                             const Tensor& bias, const FusedActivation* activation,
                                             const ConvTransposeOptions& options) {
  return detail::with_channels_last(where, x, options.data_format, [&](const Tensor& in) {
    return detail::recorded_conv(detail::transposed_shape(where, in.shape(), kernel.shape(), options), true, in, kernel,
                                 bias, activation);
  });
}

KERATIN_INLINE Tensor depthwise_convolution(std::string_view where, const Tensor& x, const Tensor& kernel,
                                            const Tensor& bias, const FusedActivation* activation,
                                            const ConvOptions& options) {
  return detail::with_channels_last(where, x, options.data_format, [&](const Tensor& in) {
    const std::size_t rank = detail::spatial_rank(where, in.shape(), kernel.shape());
    const index_t channels = kernel.shape()[rank];
    require<shape_error>(in.shape().back() == channels, where, ": expected a kernel for ", in.shape().back(),
                         " channels; got shape ", kernel.shape(), ".");
    const Shape own = kernel.shape().with(rank, 1).with(rank + 1, channels * kernel.shape().back());
    const Tensor each = reshape(kernel, own);  // in a group of its own each channel has its filters
    return detail::recorded_conv(detail::conv_shape(where, in.shape(), own, options), false, in, each, bias,
                                 activation);
  });
}

}  // namespace keratin::ops
#endif
