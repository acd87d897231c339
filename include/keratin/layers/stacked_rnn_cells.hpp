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
      : RNNCellImpl("StackedRNNCells", options), cells_(cells) {
    require(!cells.empty(), name(), " (StackedRNNCells): expected cells; got none.");
    for (const Layer& cell : cells) sizes_.push_back(detail::state_size(cell, name() + " (StackedRNNCells)"));
  }

  Shape state_size() const override {
    Shape all;
    for (const Shape& own : sizes_)
      for (const index_t size : own) all.push_back(size);
    return all;
  }
  void build(const Shape& input) override {
    Tensor x = Tensor::empty(input.with(0, 1), dtype(), Device::meta());
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      build_inside(cells_[i], {x.shape()});
      Tensors states;
      for (const index_t size : sizes_[i]) states.push_back(Tensor::empty({1, size}, dtype(), Device::meta()));
      x = step_of(i, x, states, {}, {})[0];
    }
  }
  CellMasks draw(const Shape& step, const CallContext& context) const override {
    CellMasks masks;
    Tensor in = Tensor::empty(step, dtype(), Device::meta());
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const auto* const own = dynamic_cast<const RNNCellImpl*>(&cells_[i].impl());
      masks.inside.push_back(own != nullptr ? own->draw(in.shape(), context) : CellMasks{});
      Tensors states;
      for (const index_t size : sizes_[i]) states.push_back(Tensor::empty({step[0], size}, dtype(), Device::meta()));
      in = step_of(i, in, states, {}, {})[0];
    }
    return masks;
  }

  Tensors step(const Tensor& x, std::span<const Tensor> states, const CellMasks& masks,
               const CallContext& context) const override {
    Tensors out = {x};
    std::size_t at = 0;
    for (std::size_t i = 0; i < cells_.size(); at += sizes_[i++].rank()) {
      const Tensors own(states.begin() + static_cast<std::ptrdiff_t>(at),
                        states.begin() + static_cast<std::ptrdiff_t>(at + sizes_[i].rank()));
      const Tensors next = step_of(i, out[0], own, masks.inside.empty() ? CellMasks{} : masks.inside[i], context);
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
    for (std::size_t i = 0; i < cells_.size(); at += sizes_[i++].rank()) {
      const auto* const own = dynamic_cast<const RNNCellImpl*>(&cells_[i].impl());
      if (own == nullptr) return std::nullopt;
      const bool first = i == 0, last = i + 1 == cells_.size();
      CellSequence part{
          out[0], mask, {}, !last || run.return_sequences, first && run.go_backwards, last && run.zero_output_for_mask};
      for (std::size_t k = 0; k < sizes_[i].rank() && !run.states.empty(); ++k)
        part.states.push_back(run.states[at + k]);
      const auto next = own->all_steps(part, masks.inside.empty() ? CellMasks{} : masks.inside[i]);
      if (!next) return std::nullopt;
      out[0] = (*next)[0];
      out.insert(out.end(), next->begin() + 1, next->end());
      if (first && run.go_backwards && mask.defined()) mask = ops::flip(mask, 1);  // as the first output is
    }
    return out;
  }

  std::optional<Layer> copy() const override {
    std::vector<Layer> cells;
    for (const Layer& cell : cells_) {
      const auto* const own = dynamic_cast<const RNNCellImpl*>(&cell.impl());
      const auto made = own != nullptr ? own->copy() : std::nullopt;
      if (!made) return std::nullopt;
      cells.push_back(*made);
    }
    return Layer(Ref<LayerImpl>(new StackedRNNCellsImpl(cells, {.name = name(), .trainable = trainable()})));
  }
  std::vector<Layer> sublayers() const override { return cells_; }
  void fields(Fields& f) const override {
    std::vector<Layer> cells = cells_;
    f("cells", cells);
  }

 private:
  Tensors step_of(std::size_t i, const Tensor& x, const Tensors& states, const CellMasks& masks,
                  const CallContext& context) const {
    const LayerImpl& cell = cells_[i].impl();
    if (const auto* own = dynamic_cast<const RNNCellImpl*>(&cell)) return own->step(x, states, masks, context);
    Tensors xs = {x};
    xs.insert(xs.end(), states.begin(), states.end());
    return cell.call_all(xs, context);
  }

  std::vector<Layer> cells_;
  std::vector<Shape> sizes_;
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
