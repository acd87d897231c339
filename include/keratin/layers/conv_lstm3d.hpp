// ConvLSTM3D: an LSTM whose products are convolutions along the three axes of volumes.
//   (batch, steps, depth, height, width, channels) -> (batch, new depth, new height, new width, filters)
//   auto y = ConvLSTM3D(16, 3, {.padding = "same", .return_sequences = true})(x);
#pragma once
#include "conv_lstm.hpp"

namespace keratin::layers {

using ConvLSTM3DOptions = ConvLSTMOptions;

/// Weights, as conv_lstm_cell/…: kernel (size…, channels, 4 filters), recurrent_kernel (size…, filters, 4 filters) and
/// bias (4 filters); gates in the order i, f, c, o (keras.layers.ConvLSTM3D). kernel_size is one number or one for each
/// axis. Throws value_error for options out of range or strides together with dilation.
struct ConvLSTM3D : RecurrentLayer<2> {
  explicit ConvLSTM3D(Int filters, const PerAxis& kernel_size, const ConvLSTM3DOptions& options = {})
      : RecurrentLayer(detail::make_conv_lstm("ConvLSTM3D", 3, filters, kernel_size, options)) {}
  static ConvLSTM3D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "base_conv.hpp"

namespace keratin::layers {

KERATIN_INLINE ConvLSTM3D ConvLSTM3D::from(Fields& f) { return conv_layer_from<ConvLSTM3D, ConvLSTM3DOptions>(f); }

}  // namespace keratin::layers
#endif
