// Conv3D: activation(conv(x, kernel) + bias) along depth, height and width.
//   (batch, depth, height, width, channels) -> (batch, new depth, new height, new width, filters)
//   auto y = Conv3D(8, 3, {.strides = {1, 2, 2}})(x);
#pragma once
#include "base_conv.hpp"

namespace keratin::layers {

using Conv3DOptions = BaseConvOptions;

/// Weights: kernel (size…, channels / groups, filters) and bias (keras.layers.Conv3D). kernel_size is one number or
/// one for each axis. padding "same" adds zeros, the odd one at the end. Throws value_error for options out of range
/// or strides together with dilation, shape_error for an input that does not fit.
struct Conv3D : Layer {
  explicit Conv3D(Int filters, const PerAxis& kernel_size, const Conv3DOptions& options = {})
      : Layer(detail::make_conv("Conv3D", 3, filters, kernel_size, options)) {}
  static Conv3D from(Fields& f) { return conv_layer_from<Conv3D, Conv3DOptions>(f); }
};

}  // namespace keratin::layers
