// Conv2DTranspose: activation(conv_transpose(x, kernel) + bias): a convolution backwards, that makes its axes longer.
//   (batch, height, width, channels) -> (batch, new height, new width, filters)
//   auto y = Conv2DTranspose(16, {4, 4}, {.strides = 2, .padding = "same"})(x);
#pragma once
#include "base_conv_transpose.hpp"

namespace keratin::layers {

using Conv2DTransposeOptions = BaseConvTransposeOptions;

/// Weights: kernel (size…, filters, channels) and bias (keras.layers.Conv2DTranspose). kernel_size is one number or
/// one for each axis. Without output_padding n elements become (n - 1) stride + max(size, stride), or with padding
/// "same" n stride. Throws value_error for options out of range, among them an output_padding not below the strides;
/// shape_error for an input that does not fit.
struct Conv2DTranspose : Layer {
  explicit Conv2DTranspose(Int filters, const PerAxis& kernel_size, const Conv2DTransposeOptions& options = {})
      : Layer(detail::make_conv_transpose("Conv2DTranspose", 2, filters, kernel_size, options)) {}
  static Conv2DTranspose from(Fields& f) { return conv_layer_from<Conv2DTranspose, Conv2DTransposeOptions>(f); }
};

}  // namespace keratin::layers
