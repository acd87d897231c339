// LSTMCell: one step of LSTM: the output and the new states.   (batch, features), (batch, units), (batch, units) ->
// (batch, units), (batch, units), (batch, units)
//   auto y = RNN(LSTMCell(32))(x);   auto all = LSTMCell(32).call_all({x, h, c});
#pragma once
#include "../activations/activation.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct LSTMCellOptions {
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
  constraints::Constraint kernel_constraint = {};
  constraints::Constraint recurrent_constraint = {};
  constraints::Constraint bias_constraint = {};
  Real dropout = 0.0;            ///< The share of the inputs that is dropped while training.
  Real recurrent_dropout = 0.0;  ///< The same of the state.
  std::optional<Int> seed = {};
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(activation, recurrent_activation, use_bias, kernel_initializer, recurrent_initializer,
                 bias_initializer, unit_forget_bias, kernel_regularizer, recurrent_regularizer, bias_regularizer,
                 kernel_constraint, recurrent_constraint, bias_constraint, dropout, recurrent_dropout, seed)
};

/// (keras.layers.LSTMCell) Weights: kernel (features, 4 units), recurrent_kernel (units, 4 units), bias (4 units);
/// gates in the order i, f, c, o. Throws if units is not above 0.
struct LSTMCell : Layer {
  explicit LSTMCell(Int units, const LSTMCellOptions& options = {});
  static LSTMCell from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "weighted_cell.hpp"

namespace keratin::layers {

KERATIN_INLINE LSTMCell::LSTMCell(Int units, const LSTMCellOptions& options)
    : Layer(Ref<LayerImpl>(new CellOfImpl<LSTMCellOptions>("LSTMCell", ops::RecurrentKind::lstm, units, options))) {}
KERATIN_INLINE LSTMCell LSTMCell::from(Fields& f) { return layer_from<LSTMCell, LSTMCellOptions>(f, "units", Int(1)); }

}  // namespace keratin::layers
#endif
