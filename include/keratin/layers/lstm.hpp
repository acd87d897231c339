// LSTM: i, f, o = gates of x and h;  c = f c + i activation(x kernel + h recurrent_kernel + bias);  h = o activation(c)
// for each step of a sequence; the output is the last h.   (batch, steps, features) -> (batch, units)
//   model.add(LSTM(32));   auto [y, h, c] = LSTM(32, {.return_state = true}).call_with_states(x);
//   auto z = LSTM(32)(x, {.initial_state = {h, c}});
// S. Hochreiter and J. Schmidhuber, "Long short-term memory", 1997.
#pragma once
#include "../activations/activation.hpp"
#include "recurrent.hpp"

namespace keratin::layers {

struct LSTMOptions {
  KERATIN_OPTIONS;
  activations::Activation activation = "tanh";
  activations::Activation recurrent_activation = "sigmoid";  ///< That of the gates.
  Flag use_bias = true;
  Initializer kernel_initializer = "glorot_uniform";
  Initializer recurrent_initializer = "orthogonal";
  Initializer bias_initializer = "zeros";
  Flag unit_forget_bias = true;  ///< Whether the forget gate's bias starts as 1.
  Regularizer kernel_regularizer = {};
  Regularizer recurrent_regularizer = {};
  Regularizer bias_regularizer = {};
  Regularizer activity_regularizer = {};
  constraints::Constraint kernel_constraint = {};
  constraints::Constraint recurrent_constraint = {};
  constraints::Constraint bias_constraint = {};
  Real dropout = 0.0;            ///< The share of the inputs that is dropped while training.
  Real recurrent_dropout = 0.0;  ///< The same of the state.
  std::optional<Int> seed = {};
  Flag return_sequences = false;      ///< Whether the output is that of all steps, (batch, steps, units).
  Flag return_state = false;          ///< Whether the last states are outputs too.
  Flag go_backwards = false;          ///< Whether the last step comes first; the outputs are in that order.
  Flag stateful = false;              ///< Whether a batch begins with the states that the batch before left.
  Flag unroll = false;                ///< Kept for files; it changes nothing here.
  Flag zero_output_for_mask = false;  ///< Whether a masked step's output is 0, else that of the step before.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(return_sequences, return_state, go_backwards, stateful, unroll, zero_output_for_mask, activation,
                 recurrent_activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer,
                 unit_forget_bias, kernel_regularizer, recurrent_regularizer, bias_regularizer, activity_regularizer,
                 kernel_constraint, recurrent_constraint, bias_constraint, dropout, recurrent_dropout, seed)
};

/// (keras.layers.LSTM) Steps that the mask leaves out change no state. Weights, as lstm_cell/…: kernel (features, 4
/// units), recurrent_kernel (units, 4 units), bias (4 units); gates in the order i, f, c, o. Throws if units is not
/// above 0.
struct LSTM : RecurrentLayer<2> {
  explicit LSTM(Int units, const LSTMOptions& options = {});
  static LSTM from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "lstm_cell.hpp"

namespace keratin::layers {

KERATIN_INLINE LSTM::LSTM(Int units, const LSTMOptions& options)
    : RecurrentLayer(Ref<LayerImpl>(new RecurrentOfImpl<LSTMOptions>(
          "LSTM", units, LSTMCell(units, detail::cell_options<LSTMCellOptions>("lstm_cell", options)), options))) {}
KERATIN_INLINE LSTM LSTM::from(Fields& f) { return layer_from<LSTM, LSTMOptions>(f, "units", Int(1)); }

}  // namespace keratin::layers
#endif
