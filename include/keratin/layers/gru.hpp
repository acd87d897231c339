// GRU: z, r = gates of x and h;  h = z h + (1 - z) activation(x kernel + r (h recurrent_kernel + bias))
// for each step of a sequence; the output is the last h.   (batch, steps, features) -> (batch, units)
//   model.add(GRU(32));   auto [y, h] = GRU(32, {.return_state = true}).call_with_states(x);
// K. Cho et al., "Learning phrase representations using RNN encoder-decoder for statistical machine translation", 2014.
#pragma once
#include "../activations/activation.hpp"
#include "recurrent.hpp"

namespace keratin::layers {

struct GRUOptions {
  KERATIN_OPTIONS;
  activations::Activation activation = "tanh";
  activations::Activation recurrent_activation = "sigmoid";  ///< That of the gates.
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
  Real dropout = 0.0;            ///< The share of the inputs that is dropped while training.
  Real recurrent_dropout = 0.0;  ///< The same of the state.
  std::optional<Int> seed = {};
  Flag return_sequences = false;  ///< Whether the output is that of all steps, (batch, steps, units).
  Flag return_state = false;      ///< Whether the last states are outputs too.
  Flag go_backwards = false;      ///< Whether the last step comes first; the outputs are in that order.
  Flag stateful = false;          ///< Whether a batch begins with the states that the batch before left.
  Flag unroll = false;            ///< Kept for files; it changes nothing here.
  Flag reset_after = true;  ///< Whether the reset gate acts on the product with the state, else on the state before it.
  Flag zero_output_for_mask = false;  ///< Whether a masked step's output is 0, else that of the step before.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(return_sequences, return_state, go_backwards, stateful, unroll, zero_output_for_mask, activation,
                 recurrent_activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer,
                 kernel_regularizer, recurrent_regularizer, bias_regularizer, activity_regularizer, kernel_constraint,
                 recurrent_constraint, bias_constraint, dropout, recurrent_dropout, reset_after, seed)
};

/// (keras.layers.GRU) Steps that the mask leaves out change no state. Weights, as gru_cell/…: kernel (features, 3
/// units), recurrent_kernel (units, 3 units), bias (2, 3 units), of which the second row is for the product with the
/// state, or (3 units) without reset_after; gates in the order z, r, h. Throws if units is not above 0.
struct GRU : RecurrentLayer<1> {
  explicit GRU(Int units, const GRUOptions& options = {});
  static GRU from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "gru_cell.hpp"

namespace keratin::layers {

KERATIN_INLINE GRU::GRU(Int units, const GRUOptions& options)
    : RecurrentLayer(Ref<LayerImpl>(new RecurrentOfImpl<GRUOptions>(
          "GRU", units, GRUCell(units, detail::cell_options<GRUCellOptions>("gru_cell", options)), options))) {}
KERATIN_INLINE GRU GRU::from(Fields& f) { return layer_from<GRU, GRUOptions>(f, "units", Int(1)); }

}  // namespace keratin::layers
#endif
