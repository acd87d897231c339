// Graph: the nodes between a model's inputs and outputs, in an order in which they can be run.
#pragma once
#include <span>
#include <vector>

#include "../layers/layer.hpp"

namespace keratin::models {

class Graph {
 public:
  Graph() = default;
  /// Throws value_error where an output depends on an Input that is not among `inputs`.
  Graph(const Tensors& inputs, const Tensors& outputs);

  /// The outputs for these inputs.
  Tensors run(std::span<const Tensor> inputs, const CallContext& context) const;
  /// The layers, each once, in the order Keras lists them.
  const std::vector<Layer>& layers() const { return layers_; }
  /// The nodes, in the order they run; those of Inputs first.
  const std::vector<Ref<GraphNode>>& nodes() const { return nodes_; }
  bool empty() const { return steps_.empty() && nodes_.empty(); }

 private:
  struct Source {  // where a step's input comes from: a slot, or a constant
    std::size_t slot = 0;
    Tensor constant;
  };
  struct Step {
    const GraphNode* node;
    const LayerImpl* layer;  // null for an op
    std::vector<Source> inputs;
    std::size_t first_output, output_count;
    std::vector<std::size_t> last_used;  // slots that nobody needs afterwards
  };
  void visit(const Ref<GraphNode>& node);
  std::size_t slot_of(const Tensor& x) const;
  void plan_releases();
  void run_step(const Step& step, List<Tensor>& slots, const CallContext& context) const;

  std::vector<Ref<GraphNode>> nodes_;
  std::vector<std::size_t> first_slot_;  // of each node
  std::vector<Step> steps_;
  std::vector<Layer> layers_;
  std::vector<std::size_t> input_slots_, output_slots_;
  std::size_t slot_count_ = 0;
};

}  // namespace keratin::models

#if KERATIN_DEFINE(models)
#include <algorithm>

namespace keratin::models {

KERATIN_INLINE Graph::Graph(const Tensors& inputs, const Tensors& outputs) {
  for (const Tensor& x : inputs) {
    require(x.symbolic(), "Model: expected inputs made by Input(); got data of shape ", x.shape(), ".");
    nodes_.emplace_back(&graph_node(x));
    first_slot_.push_back(slot_count_);
    slot_count_ += graph_node(x).shapes.size();
  }
  for (const Tensor& x : inputs) input_slots_.push_back(slot_of(x));
  for (const Tensor& y : outputs) {
    require(y.symbolic(), "Model: expected outputs that come from its inputs; got data of shape ", y.shape(), ".");
    visit(Ref<GraphNode>(&graph_node(y)));
  }
  for (const Tensor& y : outputs) output_slots_.push_back(slot_of(y));
  plan_releases();
}

/// Adds a node after all that it needs.
KERATIN_INLINE void Graph::visit(const Ref<GraphNode>& node) {
  if (std::find(nodes_.begin(), nodes_.end(), node) != nodes_.end()) return;
  require(static_cast<bool>(node->run), "Model: expected outputs that depend on its inputs alone; got ", node->name,
          ", an Input that is not among them.");
  for (const Tensor& x : node->inputs)
    if (x.symbolic()) visit(Ref<GraphNode>(&graph_node(x)));
  Step step{node.get(), dynamic_cast<const LayerImpl*>(node->layer.get()), {}, slot_count_, node->shapes.size(), {}};
  for (const Tensor& x : node->inputs) step.inputs.push_back(x.symbolic() ? Source{slot_of(x), {}} : Source{0, x});
  nodes_.push_back(node);
  first_slot_.push_back(slot_count_);
  slot_count_ += node->shapes.size();
  steps_.push_back(std::move(step));
  if (auto* layer = dynamic_cast<LayerImpl*>(node->layer.get())) {
    const auto same = [layer](const Layer& l) { return &l.impl() == layer; };
    if (std::none_of(layers_.begin(), layers_.end(), same)) layers_.emplace_back(Ref<LayerImpl>(layer));
  }
}

KERATIN_INLINE std::size_t Graph::slot_of(const Tensor& x) const {
  const GraphNode* const node = &graph_node(x);
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (nodes_[i].get() == node) return first_slot_[i] + x.get().output;
  fail<state_error>("Model: expected a tensor of its graph; got one of ", node->name, ".");
}

KERATIN_INLINE void Graph::plan_releases() {
  std::vector<std::size_t> last(slot_count_, steps_.size());
  for (std::size_t i = 0; i < steps_.size(); ++i)
    for (const Source& s : steps_[i].inputs)
      if (!s.constant.defined()) last[s.slot] = i;
  for (std::size_t slot : output_slots_) last[slot] = steps_.size();
  for (std::size_t slot = 0; slot < slot_count_; ++slot)
    if (last[slot] < steps_.size()) steps_[last[slot]].last_used.push_back(slot);
}

KERATIN_INLINE void Graph::run_step(const Step& step, List<Tensor>& slots, const CallContext& context) const {
  const auto input = [&](const Source& s) -> const Tensor& { return s.constant.defined() ? s.constant : slots[s.slot]; };
  if (step.layer != nullptr && step.inputs.size() == 1 && step.output_count == 1) {
    slots[step.first_output] = step.layer->call(input(step.inputs[0]), context);
  } else {
    List<Tensor> in;
    for (const Source& s : step.inputs) in.push_back(input(s));
    Tensors out = step.layer != nullptr ? step.layer->call_all(in, context) : step.node->run(in, context);
    for (std::size_t k = 0; k < out.size(); ++k) slots[step.first_output + k] = std::move(out[k]);
  }
  if (step.layer != nullptr)
    for (std::size_t k = 0; k < step.output_count; ++k) step.layer->add_activity_loss(slots[step.first_output + k], context);
  for (std::size_t slot : step.last_used) slots[slot] = Tensor();
}

KERATIN_INLINE Tensors Graph::run(std::span<const Tensor> inputs, const CallContext& context) const {
  List<Tensor> slots(slot_count_);
  for (std::size_t i = 0; i < inputs.size(); ++i) slots[input_slots_[i]] = inputs[i];
  for (const Step& step : steps_) run_step(step, slots, context);
  Tensors outputs;
  outputs.reserve(output_slots_.size());
  for (std::size_t slot : output_slots_) outputs.push_back(slots[slot]);
  return outputs;
}

}  // namespace keratin::models
#endif
