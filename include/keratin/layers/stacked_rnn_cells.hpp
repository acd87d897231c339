// StackedRNNCells: cells one after another, as one cell: the output of each is the input of the next.
//   auto y = RNN(StackedRNNCells({LSTMCell(32), GRUCell(16)}))(x);
#pragma once
#include "layer.hpp"

namespace keratin::layers {

/// (keras.layers.StackedRNNCells) Its states are those of all cells, in a row. Throws unless there are cells.
struct StackedRNNCells : Layer {
  explicit StackedRNNCells(const std::vector<Layer>& cells, const BasicOptions& options = {});
  static StackedRNNCells from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/flip.hpp"
#include "recurrent_impl.hpp"

namespace keratin::layers {

class StackedRNNCellsImpl final : public RNNCellImpl {
 public:
  StackedRNNCellsImpl(const std::vector<Layer>& cells, const BasicOptions& options)
      : RNNCellImpl("StackedRNNCells", options) {
    require(!cells.empty(), name(), " (StackedRNNCells): expected cells; got none.");
    for (const Layer& cell : cells) cells_.emplace_back(cell, name() + " (StackedRNNCells)");
  }

  Shape state_size() const override {
    Shape all;
    for (const InnerCell& cell : cells_)
      for (const index_t size : cell.state_size()) all.push_back(size);
    return all;
  }
  void build(const Shape& input) override {
    Tensor x = Tensor::empty(input.with(0, 1), dtype(), Device::meta());
    for (const InnerCell& cell : cells_) {
      build_inside(cell.layer(), {x.shape()});
      x = output_of(cell, x);
    }
  }
  CellMasks draw(const Shape& step, const CallContext& context) const override {
    CellMasks masks;
    Tensor x = Tensor::empty(step, dtype(), Device::meta());
    for (const InnerCell& cell : cells_) {
      masks.inside.push_back(cell.draw(x.shape(), context));
      x = output_of(cell, x);
    }
    return masks;
  }

  Tensors step(const Tensor& x, std::span<const Tensor> states, const CellMasks& masks,
               const CallContext& context) const override {
    Tensors out = {x};
    std::size_t at = 0;
    for (std::size_t i = 0; i < cells_.size(); at += cells_[i++].state_size().rank()) {
      const auto own = states.subspan(at, cells_[i].state_size().rank());
      const Tensors next = cells_[i].step(out[0], own, masks.inside.empty() ? CellMasks{} : masks.inside[i], context);
      out[0] = next[0];
      out.insert(out.end(), next.begin() + 1, next.end());
    }
    return out;
  }

  /// Cell after cell over all steps: a step that does not count changes nothing in any of them.
  std::optional<Tensors> all_steps(const CellSequence& run, const CellMasks& masks) const override {
    Tensors out = {run.x};
    Tensor mask = run.mask;
    std::size_t at = 0;
    for (std::size_t i = 0; i < cells_.size(); at += cells_[i++].state_size().rank()) {
      const bool first = i == 0, last = i + 1 == cells_.size();
      CellSequence part{
          out[0], mask, {}, !last || run.return_sequences, first && run.go_backwards, last && run.zero_output_for_mask};
      for (std::size_t k = 0; k < cells_[i].state_size().rank() && !run.states.empty(); ++k)
        part.states.push_back(run.states[at + k]);
      const auto next = cells_[i].all_steps(part, masks.inside.empty() ? CellMasks{} : masks.inside[i]);
      if (!next) return std::nullopt;
      out[0] = (*next)[0];
      out.insert(out.end(), next->begin() + 1, next->end());
      if (first && run.go_backwards && mask.defined()) mask = ops::flip(mask, 1);  // as the first output is
    }
    return out;
  }

  std::optional<Layer> copy() const override {
    std::vector<Layer> cells;
    for (const InnerCell& cell : cells_) {
      const auto made = cell.copy();
      if (!made) return std::nullopt;
      cells.push_back(*made);
    }
    return Layer(Ref<LayerImpl>(new StackedRNNCellsImpl(cells, {.name = name(), .trainable = trainable()})));
  }
  std::vector<Layer> sublayers() const override {
    std::vector<Layer> all;
    for (const InnerCell& cell : cells_) all.push_back(cell.layer());
    return all;
  }
  void fields(Fields& f) const override {
    std::vector<Layer> cells = sublayers();
    f("cells", cells);
  }

 private:
  /// What a cell makes of x, on the device meta.
  Tensor output_of(const InnerCell& cell, const Tensor& x) const {
    Tensors states;
    for (const Shape& shape : cell.state_shapes(x.shape()[0]))
      states.push_back(Tensor::empty(shape, dtype(), Device::meta()));
    return cell.step(x, states, {}, {})[0];
  }

  std::vector<InnerCell> cells_;
};

KERATIN_INLINE StackedRNNCells::StackedRNNCells(const std::vector<Layer>& cells, const BasicOptions& options)
    : Layer(Ref<LayerImpl>(new StackedRNNCellsImpl(cells, options))) {}
KERATIN_INLINE StackedRNNCells StackedRNNCells::from(Fields& f) {
  std::vector<Layer> cells;
  f("cells", cells);
  BasicOptions options;
  f("name, trainable", options.name, options.trainable);
  return StackedRNNCells(cells, options);
}

}  // namespace keratin::layers
#endif
