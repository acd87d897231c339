// InnerCell: a cell inside a recurrent layer, whether keratin's or the user's. Included by recurrent_impl.hpp.
#pragma once
#include "rnn_cell.hpp"

#if KERATIN_DEFINE(layers)
namespace keratin::layers {

/// A cell as recurrent layers see it. Of the user's cells there are one step and the sizes of states alone.
class InnerCell {
 public:
  /// Throws for a layer that is no cell; `where` names who asks.
  InnerCell(const Layer& cell, const std::string& where)
      : layer_(cell), own_(dynamic_cast<const RNNCellImpl*>(&cell.impl())) {
    const auto* const custom = dynamic_cast<const CustomLayerImpl*>(&cell.impl());
    const auto* const theirs = custom != nullptr ? dynamic_cast<const CustomRNNCell*>(&custom->custom()) : nullptr;
    if (own_ == nullptr && theirs == nullptr)
      fail(where, ": expected a recurrent cell, such as LSTMCell or a CustomRNNCell; got ", cell.name(), " (",
           cell.class_name(), ").");
    sizes_ = own_ != nullptr ? own_->state_size() : theirs->state_size();
  }

  const Layer& layer() const { return layer_; }
  const Shape& state_size() const { return sizes_; }
  std::vector<Shape> state_shapes(index_t batch) const {
    if (own_ != nullptr) return own_->state_shapes(batch);
    std::vector<Shape> shapes;
    for (const index_t size : sizes_) shapes.push_back({batch, size});
    return shapes;
  }
  CellMasks draw(const Shape& step, const CallContext& context) const {
    return own_ != nullptr ? own_->draw(step, context) : CellMasks{};
  }
  Tensors step(const Tensor& x, std::span<const Tensor> states, const CellMasks& masks,
               const CallContext& context) const {
    if (own_ != nullptr) return own_->step(x, states, masks, context);
    Tensors xs = {x};
    xs.insert(xs.end(), states.begin(), states.end());
    Tensors out = layer_.impl().call_all(xs, context);
    require<shape_error>(out.size() == 1 + sizes_.rank(), layer_.name(), ": expected an output and ", sizes_.rank(),
                         " states; got ", out.size(), " tensors.");
    return out;
  }
  std::optional<Tensors> all_steps(const CellSequence& run, const CellMasks& masks) const {
    return own_ != nullptr ? own_->all_steps(run, masks) : std::nullopt;
  }
  std::optional<Layer> copy() const { return own_ != nullptr ? own_->copy() : std::nullopt; }

 private:
  Layer layer_;
  const RNNCellImpl* own_;
  Shape sizes_;
};

}  // namespace keratin::layers
#endif
