// Recurrent cells: one step of a sequence. RNN runs a cell over all steps; LSTM, GRU and SimpleRNN have theirs built
// in.
//   struct Minimal : CustomRNNCell {                         // a cell of your own
//     Variable kernel, recurrent;
//     Shape state_size() const override { return {32}; }
//     void build(const Shape& in) override {
//       kernel = add_weight("kernel", {in.back(), 32});
//       recurrent = add_weight("recurrent_kernel", {32, 32});
//     }
//     Tensors call_all(const Tensors& xs, CallContext) override {   // the input of one step, and the state
//       const Tensor h = ops::matmul(xs[0], kernel) + ops::matmul(xs[1], recurrent);
//       return {h, h};                                              // the output, and the new state
//     }
//   };
//   auto y = RNN(make_layer<Minimal>())(x);
#pragma once
#include "custom_layer.hpp"

namespace keratin {

/// Base of your own recurrent cells: call_all({x, states…}), of one step, gives {output, new states…}.
class CustomRNNCell : public CustomLayer {
 public:
  using CustomLayer::CustomLayer;
  /// The sizes of its states, a number for each; a state has the shape (batch, size).
  virtual Shape state_size() const = 0;
};

}  // namespace keratin

#if KERATIN_DEFINE(layers)
#include "../tensor/pointwise.hpp"
#include "custom_layer_impl.hpp"

namespace keratin::layers {

/// What a cell draws once for a whole sequence: what dropout multiplies inputs and states by, the same for all gates or
/// one for each. Empty: nothing is dropped.
struct CellMasks {
  Tensors input = {}, recurrent = {};
  std::vector<CellMasks> inside = {};  ///< Those of stacked cells.
};

/// A whole sequence, as a cell is given it. Undefined: no mask; no states: zeros.
struct CellSequence {
  Tensor x, mask;
  Tensors states;
  Flag return_sequences, go_backwards, zero_output_for_mask;
};

class RNNCellImpl : public LayerImpl {
 public:
  using LayerImpl::LayerImpl;
  virtual Shape state_size() const = 0;
  virtual std::vector<Shape> state_shapes(index_t batch) const {
    std::vector<Shape> shapes;
    for (const index_t size : state_size()) shapes.push_back({batch, size});
    return shapes;
  }
  /// `step`: the shape of one step's input.
  virtual CellMasks draw(const Shape& step, const CallContext& context) const {
    return static_cast<void>(step), static_cast<void>(context), CellMasks{};
  }
  /// The output and the new states.
  virtual Tensors step(const Tensor& x, std::span<const Tensor> states, const CellMasks& masks,
                       const CallContext& context) const = 0;
  /// The output and the last states by one op for all steps; nothing if there is none for this cell and these masks.
  virtual std::optional<Tensors> all_steps(const CellSequence& run, const CellMasks& masks) const {
    return static_cast<void>(run), static_cast<void>(masks), std::nullopt;
  }
  /// A new cell with the same options; nothing if there is no way to make one.
  virtual std::optional<Layer> copy() const = 0;

  Tensors call_all(std::span<const Tensor> xs, const CallContext& context) const override {
    require_shape(xs.size() == 1 + state_size().rank(), "expected the input of a step and ", state_size().rank(),
                  " states; got ", xs.size(), " tensors.");
    return step(xs[0], xs.subspan(1), on_meta(xs[0]) ? CellMasks{} : draw(xs[0].shape(), context), context);
  }
};

}  // namespace keratin::layers
#endif
