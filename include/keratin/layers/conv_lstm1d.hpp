// ConvLSTM1D: an LSTM whose products are convolutions along rows.
//   (batch, steps, rows, channels) -> (batch, new rows, filters)
//   auto y = ConvLSTM1D(16, 3, {.padding = "same", .return_sequences = true})(x);
#pragma once
#include "conv_lstm.hpp"

namespace keratin::layers {

using ConvLSTM1DOptions = ConvLSTMOptions;

/// Weights, as conv_lstm_cell/…: kernel (size…, channels, 4 filters), recurrent_kernel (size…, filters, 4 filters) and
/// bias (4 filters); gates in the order i, f, c, o (keras.layers.ConvLSTM1D). kernel_size is one number or one for each
/// axis. Throws value_error for options out of range or strides together with dilation.
struct ConvLSTM1D : RecurrentLayer<2> {
  explicit ConvLSTM1D(Int filters, const PerAxis& kernel_size, const ConvLSTM1DOptions& options = {})
      : RecurrentLayer(detail::make_conv_lstm("ConvLSTM1D", 1, filters, kernel_size, options)) {}
  static ConvLSTM1D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "base_conv.hpp"

namespace keratin::layers {

KERATIN_INLINE ConvLSTM1D ConvLSTM1D::from(Fields& f) { return conv_layer_from<ConvLSTM1D, ConvLSTM1DOptions>(f); }

}  // namespace keratin::layers
#endif
