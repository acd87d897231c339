// SeparableConv2D: a depthwise convolution along height and width, then one of size 1 across the channels.
//   (batch, height, width, channels) -> (batch, new height, new width, filters)
//   auto y = SeparableConv2D(32, {3, 3}, {.activation = "relu"})(x);
#pragma once
#include "base_separable_conv.hpp"

namespace keratin::layers {

using SeparableConv2DOptions = BaseSeparableConvOptions;

/// Weights: depthwise_kernel (size…, channels, depth_multiplier), pointwise_kernel (1…, channels depth_multiplier,
/// filters) and bias (keras.layers.SeparableConv2D). Throws value_error for options out of range, shape_error for an
/// input that does not fit.
struct SeparableConv2D : Layer {
  explicit SeparableConv2D(Int filters, const PerAxis& kernel_size, const SeparableConv2DOptions& options = {})
      : Layer(detail::make_separable_conv("SeparableConv2D", 2, filters, kernel_size, options)) {}
  static SeparableConv2D from(Fields& f) { return conv_layer_from<SeparableConv2D, SeparableConv2DOptions>(f); }
};

}  // namespace keratin::layers
