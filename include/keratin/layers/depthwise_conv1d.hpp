// DepthwiseConv1D: a convolution of each channel with filters of its own, along steps.
//   (batch, steps, channels) -> (batch, new steps, channels depth_multiplier)
//   auto y = DepthwiseConv1D(3, {.depth_multiplier = 2})(x);
#pragma once
#include "base_depthwise_conv.hpp"

namespace keratin::layers {

using DepthwiseConv1DOptions = BaseDepthwiseConvOptions;

/// Weights: kernel (size…, channels, depth_multiplier) and bias (keras.layers.DepthwiseConv1D). Filter q of channel c
/// makes channel c * depth_multiplier + q. Throws value_error for options out of range, shape_error for an input that
/// does not fit.
struct DepthwiseConv1D : Layer {
  explicit DepthwiseConv1D(const PerAxis& kernel_size, const DepthwiseConv1DOptions& options = {})
      : Layer(detail::make_depthwise_conv("DepthwiseConv1D", 1, kernel_size, options)) {}
  static DepthwiseConv1D from(Fields& f) { return depthwise_conv_layer_from<DepthwiseConv1D>(f); }
};

}  // namespace keratin::layers
