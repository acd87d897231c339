// SimpleRNN: h = activation(x kernel + h recurrent_kernel + bias)
// for each step of a sequence; the output is the last h.   (batch, steps, features) -> (batch, units)
//   model.add(SimpleRNN(32));   auto y = SimpleRNN(32, {.return_sequences = true})(x);
#pragma once
#include "../activations/activation.hpp"
#include "recurrent.hpp"

namespace keratin::layers {

struct SimpleRNNOptions {
  KERATIN_OPTIONS;
  activations::Activation activation = "tanh";
  Flag use_bias = true;
  Initializer kernel_initializer = "glorot_uniform";
  Initializer recurrent_initializer = "orthogonal";
  Initializer bias_initializer = "zeros";
  Regularizer kernel_regularizer = {};
  Regularizer recurrent_regularizer = {};
  Regularizer bias_regularizer = {};
  Regularizer activity_regularizer = {};
  constraints::Constraint kernel_constraint = {};
  constraints::Constraint recurrent_constraint = {};
  constraints::Constraint bias_constraint = {};
  Real dropout = 0.0;             ///< The share of the inputs that is dropped while training.
  Real recurrent_dropout = 0.0;   ///< The same of the state.
  Flag return_sequences = false;  ///< Whether the output is that of all steps, (batch, steps, units).
  Flag return_state = false;      ///< Whether the last states are outputs too.
  Flag go_backwards = false;      ///< Whether the last step comes first; the outputs are in that order.
  Flag stateful = false;          ///< Whether a batch begins with the states that the batch before left.
  Flag unroll = false;            ///< Kept for files; it changes nothing here.
  std::optional<Int> seed = {};
  Flag zero_output_for_mask = false;  ///< Whether a masked step's output is 0, else that of the step before.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(return_sequences, return_state, go_backwards, stateful, unroll, zero_output_for_mask, activation,
                 use_bias, kernel_initializer, recurrent_initializer, bias_initializer, kernel_regularizer,
                 recurrent_regularizer, bias_regularizer, activity_regularizer, kernel_constraint, recurrent_constraint,
                 bias_constraint, dropout, recurrent_dropout)  // without the seed, as in Keras
};

/// (keras.layers.SimpleRNN) Steps that the mask leaves out change no state. Weights, as simple_rnn_cell/…: kernel
/// (features, units), recurrent_kernel (units, units), bias (units). Throws if units is not above 0.
struct SimpleRNN : RecurrentLayer<1> {
  explicit SimpleRNN(Int units, const SimpleRNNOptions& options = {});
  static SimpleRNN from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "simple_rnn_cell.hpp"

namespace keratin::layers {

KERATIN_INLINE SimpleRNN::SimpleRNN(Int units, const SimpleRNNOptions& options)
    : RecurrentLayer(Ref<LayerImpl>(new RecurrentOfImpl<SimpleRNNOptions>(
          "SimpleRNN", units,
          SimpleRNNCell(units, detail::cell_options<SimpleRNNCellOptions>("simple_rnn_cell", options)), options))) {}
KERATIN_INLINE SimpleRNN SimpleRNN::from(Fields& f) {
  return layer_from<SimpleRNN, SimpleRNNOptions>(f, "units", Int(1));
}

}  // namespace keratin::layers
#endif
