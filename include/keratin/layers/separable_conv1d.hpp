// SeparableConv1D: a depthwise convolution along steps, then one of size 1 across the channels.
//   (batch, steps, channels) -> (batch, new steps, filters)
//   auto y = SeparableConv1D(16, 3)(x);
#pragma once
#include "base_separable_conv.hpp"

namespace keratin::layers {

using SeparableConv1DOptions = BaseSeparableConvOptions;

/// Weights: depthwise_kernel (size…, channels, depth_multiplier), pointwise_kernel (1…, channels depth_multiplier,
/// filters) and bias (keras.layers.SeparableConv1D). Throws value_error for options out of range, shape_error for an
/// input that does not fit.
struct SeparableConv1D : Layer {
  explicit SeparableConv1D(Int filters, const PerAxis& kernel_size, const SeparableConv1DOptions& options = {})
      : Layer(detail::make_separable_conv("SeparableConv1D", 1, filters, kernel_size, options)) {}
  static SeparableConv1D from(Fields& f) { return conv_layer_from<SeparableConv1D, SeparableConv1DOptions>(f); }
};

}  // namespace keratin::layers
