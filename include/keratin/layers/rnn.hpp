// RNN: a recurrent cell, run over the steps of sequences.   (batch, steps, …) -> (batch, units)
//   auto y = RNN(LSTMCell(32))(x);   auto z = RNN({GRUCell(32), GRUCell(16)}, {.return_sequences = true})(x);
#pragma once
#include "recurrent.hpp"

namespace keratin::layers {

struct RNNOptions {
  KERATIN_OPTIONS;
  Flag return_sequences = false;      ///< Whether the output is that of all steps, (batch, steps, units).
  Flag return_state = false;          ///< Whether the last states are outputs too.
  Flag go_backwards = false;          ///< Whether the last step comes first; the outputs are in that order.
  Flag stateful = false;              ///< Whether a batch begins with the states that the batch before left.
  Flag unroll = false;                ///< Kept for files; it changes nothing here.
  Flag zero_output_for_mask = false;  ///< Whether a masked step's output is 0, else that of the step before.
  Regularizer activity_regularizer = {};
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(return_sequences, return_state, go_backwards, stateful, unroll, zero_output_for_mask)
};

/// (keras.layers.RNN) The cell is one of keratin's own, or of yours (CustomRNNCell); several are stacked
/// (StackedRNNCells). Cells of keratin's own run in one op for all steps where they can. Throws for a layer that is no
/// cell.
struct RNN : RecurrentBase {
  explicit RNN(const Layer& cell, const RNNOptions& options = {});
  explicit RNN(const std::vector<Layer>& cells, const RNNOptions& options = {});
  explicit RNN(std::initializer_list<Layer> cells, const RNNOptions& options = {})
      : RNN(std::vector<Layer>(cells), options) {}
  static RNN from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "stacked_rnn_cells.hpp"

namespace keratin::layers {

class RNNImpl final : public RecurrentImpl {
 public:
  RNNImpl(const Layer& cell, const RNNOptions& options) : RecurrentImpl("RNN", cell, options), options_(options) {}

  std::optional<Layer> copy(const std::string& name, bool go_backwards) const override {
    const auto inside = cell().copy();
    if (!inside) return std::nullopt;
    RNNOptions options = options_;
    options.name = name;
    options.trainable = trainable();
    options.go_backwards = go_backwards;
    options.zero_output_for_mask = settings().zero_output_for_mask;
    return Layer(Ref<LayerImpl>(new RNNImpl(*inside, options)));
  }
  void fields(Fields& f) const override {
    std::optional<Layer> inside = cell().layer();
    f("cell", inside);
    RNNOptions options = options_;
    options.zero_output_for_mask = settings().zero_output_for_mask;
    options.fields(f);
  }

 private:
  RNNOptions options_;
};

KERATIN_INLINE RNN::RNN(const Layer& cell, const RNNOptions& options)
    : RecurrentBase(Ref<LayerImpl>(new RNNImpl(cell, options))) {}
KERATIN_INLINE RNN::RNN(const std::vector<Layer>& cells, const RNNOptions& options)
    : RNN(StackedRNNCells(cells), options) {}
KERATIN_INLINE RNN RNN::from(Fields& f) {
  std::optional<Layer> cell;
  f("cell", cell);
  require<state_error>(cell.has_value(), "RNN: expected a cell; got none.");
  RNNOptions options;
  options.fields(f);
  f("name, trainable", options.name, options.trainable);
  return RNN(*cell, options);
}

}  // namespace keratin::layers
#endif
