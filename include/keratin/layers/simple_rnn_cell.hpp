// SimpleRNNCell: one step of SimpleRNN: the output and the new states.   (batch, features), (batch, units) -> (batch,
// units), (batch, units)
//   auto y = RNN(SimpleRNNCell(32))(x);   auto all = SimpleRNNCell(32).call_all({x, h});
#pragma once
#include "../activations/activation.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct SimpleRNNCellOptions {
  KERATIN_OPTIONS;
  activations::Activation activation = "tanh";
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
  std::optional<Int> seed = {};
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer, kernel_regularizer,
                 recurrent_regularizer, bias_regularizer, kernel_constraint, recurrent_constraint, bias_constraint,
                 dropout, recurrent_dropout, seed)
};

/// (keras.layers.SimpleRNNCell) Weights: kernel (features, units), recurrent_kernel (units, units), bias (units).
/// Throws if units is not above 0.
struct SimpleRNNCell : Layer {
  explicit SimpleRNNCell(Int units, const SimpleRNNCellOptions& options = {});
  static SimpleRNNCell from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "weighted_cell.hpp"

namespace keratin::layers {

KERATIN_INLINE SimpleRNNCell::SimpleRNNCell(Int units, const SimpleRNNCellOptions& options)
    : Layer(Ref<LayerImpl>(
          new CellOfImpl<SimpleRNNCellOptions>("SimpleRNNCell", ops::RecurrentKind::simple, units, options))) {}
KERATIN_INLINE SimpleRNNCell SimpleRNNCell::from(Fields& f) {
  return layer_from<SimpleRNNCell, SimpleRNNCellOptions>(f, "units", Int(1));
}

}  // namespace keratin::layers
#endif
