// GRUCell: one step of GRU: the output and the new states.   (batch, features), (batch, units) -> (batch, units),
// (batch, units)
//   auto y = RNN(GRUCell(32))(x);   auto all = GRUCell(32).call_all({x, h});
#pragma once
#include "../activations/activation.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct GRUCellOptions {
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
  constraints::Constraint kernel_constraint = {};
  constraints::Constraint recurrent_constraint = {};
  constraints::Constraint bias_constraint = {};
  Real dropout = 0.0;            ///< The share of the inputs that is dropped while training.
  Real recurrent_dropout = 0.0;  ///< The same of the state.
  Flag reset_after = true;  ///< Whether the reset gate acts on the product with the state, else on the state before it.
  std::optional<Int> seed = {};
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(activation, recurrent_activation, use_bias, kernel_initializer, recurrent_initializer,
                 bias_initializer, kernel_regularizer, recurrent_regularizer, bias_regularizer, kernel_constraint,
                 recurrent_constraint, bias_constraint, dropout, recurrent_dropout, reset_after, seed)
};

/// (keras.layers.GRUCell) Weights: kernel (features, 3 units), recurrent_kernel (units, 3 units), bias (2, 3 units),
/// of which the second row is for the product with the state, or (3 units) without reset_after; gates in the order z,
/// r, h. Throws if units is not above 0.
struct GRUCell : Layer {
  explicit GRUCell(Int units, const GRUCellOptions& options = {});
  static GRUCell from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "weighted_cell.hpp"

namespace keratin::layers {

KERATIN_INLINE GRUCell::GRUCell(Int units, const GRUCellOptions& options)
    : Layer(Ref<LayerImpl>(new CellOfImpl<GRUCellOptions>(
          "GRUCell", options.reset_after ? ops::RecurrentKind::gru : ops::RecurrentKind::gru_before, units, options))) {
}
KERATIN_INLINE GRUCell GRUCell::from(Fields& f) { return layer_from<GRUCell, GRUCellOptions>(f, "units", Int(1)); }

}  // namespace keratin::layers
#endif
