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
  List<Tensor> run(std::span<const Tensor> inputs, const CallContext& context) const;
  /// The layers, each once, in the order Keras lists them.
  const std::vector<Layer>& layers() const { return layers_; }
  /// The nodes, those of Inputs too, in the order they run.
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
  void add(GraphNode& node, bool is_input);
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

#include "node_order.hpp"

namespace keratin::models {

KERATIN_INLINE Graph::Graph(const Tensors& inputs, const Tensors& outputs) {
  for (const Tensor& x : inputs)
    require(x.symbolic(), "Model: expected inputs made by Input(); got data of shape ", x.shape(), ".");
  detail::NodeOrder order(inputs);
  for (const Tensor& y : outputs) {
    require(y.symbolic(), "Model: expected outputs that come from its inputs; got data of shape ", y.shape(), ".");
    order.visit(graph_node(y));
  }
  const auto is_input = [&](const GraphNode* node) {
    return std::any_of(inputs.begin(), inputs.end(), [&](const Tensor& x) { return &graph_node(x) == node; });
  };
  for (GraphNode* node : order.sorted()) add(*node, is_input(node));
  for (const Tensor& x : inputs) input_slots_.push_back(slot_of(x));
  for (const Tensor& y : outputs) output_slots_.push_back(slot_of(y));
  plan_releases();
}

KERATIN_INLINE void Graph::add(GraphNode& node, bool is_input) {
  auto* const layer = dynamic_cast<LayerImpl*>(node.layer.get());
  if (!is_input) {
    Step step{&node, layer, {}, slot_count_, node.shapes.size(), {}};
    for (const Tensor& x : node.inputs) step.inputs.push_back(x.symbolic() ? Source{slot_of(x), {}} : Source{0, x});
    steps_.push_back(std::move(step));
    const auto same = [layer](const Layer& l) { return &l.impl() == layer; };
    if (layer != nullptr && std::none_of(layers_.begin(), layers_.end(), same))
      layers_.emplace_back(Ref<LayerImpl>(layer));
  }
  nodes_.emplace_back(&node);
  first_slot_.push_back(slot_count_);
  slot_count_ += node.shapes.size();
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
  const auto input = [&](const Source& s) -> const Tensor& {
    return s.constant.defined() ? s.constant : slots[s.slot];
  };
  if (step.layer != nullptr && step.inputs.size() == 1 && step.output_count == 1) {
    slots[step.first_output] = step.layer->call(input(step.inputs[0]), context);
  } else {
    List<Tensor> in;
    for (const Source& s : step.inputs) in.push_back(input(s));
    Tensors out = step.layer != nullptr ? step.layer->call_all(in, context) : step.node->run(in, context);
    for (std::size_t k = 0; k < out.size(); ++k) slots[step.first_output + k] = std::move(out[k]);
  }
  if (step.layer != nullptr)
    for (std::size_t k = 0; k < step.output_count; ++k)
      step.layer->add_activity_loss(slots[step.first_output + k], context);
  for (std::size_t slot : step.last_used) slots[slot] = Tensor();
}

KERATIN_INLINE List<Tensor> Graph::run(std::span<const Tensor> inputs, const CallContext& context) const {
  List<Tensor> slots(slot_count_);
  for (std::size_t i = 0; i < inputs.size(); ++i) slots[input_slots_[i]] = inputs[i];
  for (const Step& step : steps_) run_step(step, slots, context);
  List<Tensor> outputs;
  outputs.reserve(output_slots_.size());
  for (std::size_t slot : output_slots_) outputs.push_back(slots[slot]);
  return outputs;
}

}  // namespace keratin::models
#endif
