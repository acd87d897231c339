// Conv1DTranspose: activation(conv_transpose(x, kernel) + bias): a convolution backwards, that makes its axis longer.
//   (batch, steps, channels) -> (batch, new steps, filters)
//   auto y = Conv1DTranspose(8, 4, {.strides = 2, .padding = "same"})(x);
#pragma once
#include "base_conv_transpose.hpp"

namespace keratin::layers {

using Conv1DTransposeOptions = BaseConvTransposeOptions;

/// Weights: kernel (size…, filters, channels) and bias (keras.layers.Conv1DTranspose). kernel_size is one number or
/// one for each axis. Without output_padding n elements become (n - 1) stride + max(size, stride), or with padding
/// "same" n stride. Throws value_error for options out of range, among them an output_padding not below the strides;
/// shape_error for an input that does not fit.
struct Conv1DTranspose : Layer {
  explicit Conv1DTranspose(Int filters, const PerAxis& kernel_size, const Conv1DTransposeOptions& options = {})
      : Layer(detail::make_conv_transpose("Conv1DTranspose", 1, filters, kernel_size, options)) {}
  static Conv1DTranspose from(Fields& f) { return conv_layer_from<Conv1DTranspose, Conv1DTransposeOptions>(f); }
};

}  // namespace keratin::layers
