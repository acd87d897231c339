// ConvLSTM2D: an LSTM whose products are convolutions along height and width.
//   (batch, steps, height, width, channels) -> (batch, new height, new width, filters)
//   auto y = ConvLSTM2D(16, 3, {.padding = "same", .return_sequences = true})(x);
#pragma once
#include "conv_lstm.hpp"

namespace keratin::layers {

using ConvLSTM2DOptions = ConvLSTMOptions;

/// Weights, as conv_lstm_cell/…: kernel (size…, channels, 4 filters), recurrent_kernel (size…, filters, 4 filters) and
/// bias (4 filters); gates in the order i, f, c, o (keras.layers.ConvLSTM2D). kernel_size is one number or one for each
/// axis. Throws value_error for options out of range or strides together with dilation.
struct ConvLSTM2D : RecurrentLayer<2> {
  explicit ConvLSTM2D(Int filters, const PerAxis& kernel_size, const ConvLSTM2DOptions& options = {})
      : RecurrentLayer(detail::make_conv_lstm("ConvLSTM2D", 2, filters, kernel_size, options)) {}
  static ConvLSTM2D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "base_conv.hpp"

namespace keratin::layers {

KERATIN_INLINE ConvLSTM2D ConvLSTM2D::from(Fields& f) { return conv_layer_from<ConvLSTM2D, ConvLSTM2DOptions>(f); }

}  // namespace keratin::layers
#endif
