// Conv2D: activation(conv(x, kernel) + bias) along height and width.
//   (batch, height, width, channels) -> (batch, new height, new width, filters)
//   auto y = Conv2D(32, {3, 3}, {.activation = "relu", .padding = "same"})(x);
#pragma once
#include "base_conv.hpp"

namespace keratin::layers {

using Conv2DOptions = BaseConvOptions;

/// Weights: kernel (size…, channels / groups, filters) and bias (keras.layers.Conv2D). kernel_size is one number or
/// one for each axis. padding "same" adds zeros, the odd one at the end. Throws value_error for options out of range
/// or strides together with dilation, shape_error for an input that does not fit.
struct Conv2D : Layer {
  explicit Conv2D(Int filters, const PerAxis& kernel_size, const Conv2DOptions& options = {})
      : Layer(detail::make_conv("Conv2D", 2, filters, kernel_size, options)) {}
  static Conv2D from(Fields& f) { return conv_layer_from<Conv2D, Conv2DOptions>(f); }
};

}  // namespace keratin::layers
