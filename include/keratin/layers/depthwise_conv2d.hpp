// DepthwiseConv2D: a convolution of each channel with filters of its own, along height and width.
//   (batch, height, width, channels) -> (batch, new height, new width, channels depth_multiplier)
//   auto y = DepthwiseConv2D({3, 3}, {.padding = "same"})(x);
#pragma once
#include "base_depthwise_conv.hpp"

namespace keratin::layers {

using DepthwiseConv2DOptions = BaseDepthwiseConvOptions;

/// Weights: kernel (size…, channels, depth_multiplier) and bias (keras.layers.DepthwiseConv2D). Filter q of channel c
/// makes channel c * depth_multiplier + q. Throws value_error for options out of range, shape_error for an input that
/// does not fit.
struct DepthwiseConv2D : Layer {
  explicit DepthwiseConv2D(const PerAxis& kernel_size, const DepthwiseConv2DOptions& options = {})
      : Layer(detail::make_depthwise_conv("DepthwiseConv2D", 2, kernel_size, options)) {}
  static DepthwiseConv2D from(Fields& f) { return depthwise_conv_layer_from<DepthwiseConv2D>(f); }
};

}  // namespace keratin::layers
