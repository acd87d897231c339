// Conv1D: activation(conv(x, kernel) + bias) along steps.
//   (batch, steps, channels) -> (batch, new steps, filters)
//   auto y = Conv1D(64, 3, {.padding = "causal"})(x);
#pragma once
#include "base_conv.hpp"

namespace keratin::layers {

using Conv1DOptions = BaseConvOptions;

/// Weights: kernel (size…, channels / groups, filters) and bias (keras.layers.Conv1D). kernel_size is one number or
/// one for each axis. padding "same" adds zeros, the odd one at the end, "causal" all before. Throws value_error for
/// options out of range or strides together with dilation, shape_error for an input that does not fit.
struct Conv1D : Layer {
  explicit Conv1D(Int filters, const PerAxis& kernel_size, const Conv1DOptions& options = {})
      : Layer(detail::make_conv("Conv1D", 1, filters, kernel_size, options)) {}
  static Conv1D from(Fields& f) { return conv_layer_from<Conv1D, Conv1DOptions>(f); }
};

}  // namespace keratin::layers
