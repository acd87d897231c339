// Conv3DTranspose: activation(conv_transpose(x, kernel) + bias): a convolution backwards, that makes its axes longer.
//   (batch, depth, height, width, channels) -> (batch, new depth, new height, new width, filters)
//   auto y = Conv3DTranspose(4, 2, {.strides = 2})(x);
#pragma once
#include "base_conv_transpose.hpp"

namespace keratin::layers {

using Conv3DTransposeOptions = BaseConvTransposeOptions;

/// Weights: kernel (size…, filters, channels) and bias (keras.layers.Conv3DTranspose). kernel_size is one number or
/// one for each axis. Without output_padding n elements become (n - 1) stride + max(size, stride), or with padding
/// "same" n stride. Throws value_error for options out of range, among them an output_padding not below the strides;
/// shape_error for an input that does not fit.
struct Conv3DTranspose : Layer {
  explicit Conv3DTranspose(Int filters, const PerAxis& kernel_size, const Conv3DTransposeOptions& options = {})
      : Layer(detail::make_conv_transpose("Conv3DTranspose", 3, filters, kernel_size, options)) {}
  static Conv3DTranspose from(Fields& f) { return conv_layer_from<Conv3DTranspose, Conv3DTransposeOptions>(f); }
};

}  // namespace keratin::layers
