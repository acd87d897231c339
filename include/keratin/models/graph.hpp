// Graph: the nodes between a model's inputs and outputs, in an order in which they can be run.
#pragma once
#include <algorithm>
#include <map>
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
  /// The layers, each once, in the order Keras lists them: by depth, Inputs among them.
  const std::vector<Layer>& layers() const { return layers_; }
  /// The nodes, those of Inputs too, in the order they run. Those that only make masks are not run: masks travel beside
  /// the data.
  const std::vector<Ref<GraphNode>>& nodes() const { return nodes_; }
  /// Whether a node is run, and does not only make masks.
  bool runs(const GraphNode& node) const {
    return std::any_of(steps_.begin(), steps_.end(), [&](const Step& step) { return step.node == &node; });
  }
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
  void add_step(const GraphNode& node);
  void add_layer(const GraphNode& node, const Tensor* input);
  std::size_t slot_of(const Tensor& x) const;
  void check_inputs() const;
  void plan_releases();
  void run_step(const Step& step, List<Tensor>& slots, const CallContext& context) const;

  std::vector<Ref<GraphNode>> nodes_;
  std::map<const GraphNode*, std::size_t> first_slot_;
  std::vector<Step> steps_;
  std::vector<Layer> layers_;
  std::vector<std::size_t> input_slots_, output_slots_;
  std::size_t slot_count_ = 0;
};

}  // namespace keratin::models

#if KERATIN_DEFINE(models)
#include "../layers/input_layer.hpp"
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
  const auto needed = order.needed(outputs);
  for (GraphNode* node : order.sorted()) {
    const auto input =
        std::find_if(inputs.begin(), inputs.end(), [&](const Tensor& x) { return &graph_node(x) == node; });
    nodes_.emplace_back(node);
    add_layer(*node, input != inputs.end() ? &*input : nullptr);
    if (input == inputs.end() && !needed.contains(node)) continue;
    first_slot_[node] = slot_count_;
    slot_count_ += node->shapes.size();
    if (input == inputs.end()) add_step(*node);
  }
  for (const Tensor& x : inputs) input_slots_.push_back(slot_of(x));
  for (const Tensor& y : outputs) output_slots_.push_back(slot_of(y));
  check_inputs();
  plan_releases();
}

KERATIN_INLINE void Graph::add_step(const GraphNode& node) {
  Step step{&node, dynamic_cast<LayerImpl*>(node.layer.get()), {}, first_slot_.at(&node), node.shapes.size(), {}};
  for (const Tensor& x : node.inputs) step.inputs.push_back(x.symbolic() ? Source{slot_of(x), {}} : Source{0, x});
  steps_.push_back(std::move(step));
}

/// `input`: what begins the graph there.
KERATIN_INLINE void Graph::add_layer(const GraphNode& node, const Tensor* input) {
  if (input != nullptr) {
    const std::string name = node.run ? node.name + "_input" : node.name;  // where a model begins inside another
    layers_.emplace_back(Ref<LayerImpl>(new layers::InputLayerImpl(*input, name)));
    return;
  }
  auto* const layer = dynamic_cast<LayerImpl*>(node.layer.get());
  const auto same = [layer](const Layer& l) { return &l.impl() == layer; };
  if (layer != nullptr && std::none_of(layers_.begin(), layers_.end(), same))
    layers_.emplace_back(Ref<LayerImpl>(layer));
}

KERATIN_INLINE std::size_t Graph::slot_of(const Tensor& x) const {
  const auto found = first_slot_.find(&graph_node(x));
  require<state_error>(found != first_slot_.end(), "Model: expected a tensor of its graph; got one of ",
                       graph_node(x).name, ".");
  return found->second + x.get().output;
}

/// Of a node with several outputs that begins the graph, those that are used must be inputs.
KERATIN_INLINE void Graph::check_inputs() const {
  std::vector<char> known(slot_count_, 0);
  for (std::size_t slot : input_slots_) known[slot] = 1;
  for (const Step& step : steps_) {
    for (std::size_t k = 0; k < step.output_count; ++k) known[step.first_output + k] = 1;
    for (std::size_t i = 0; i < step.inputs.size(); ++i) {
      if (step.inputs[i].constant.defined() || known[step.inputs[i].slot]) continue;
      const Tensor& x = step.node->inputs[i];
      fail("Model: expected outputs that depend on its inputs alone; got ", step.node->name, ", which needs output ",
           x.get().output, " of ", graph_node(x).name, " too.");
    }
  }
  for (std::size_t slot : output_slots_)
    require(known[slot] != 0,
            "Model: expected outputs that depend on its inputs alone; got one that is not among them.");
}

KERATIN_INLINE void Graph::plan_releases() {
  std::vector<std::size_t> last(slot_count_, steps_.size());
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    for (const Source& s : steps_[i].inputs)
      if (!s.constant.defined()) last[s.slot] = i;
    for (std::size_t k = 0; k < steps_[i].output_count; ++k)
      if (std::size_t& own = last[steps_[i].first_output + k]; own == steps_.size()) own = i;  // until it is used
  }
  for (std::size_t slot : output_slots_) last[slot] = steps_.size();
  for (std::size_t slot = 0; slot < slot_count_; ++slot)
    if (last[slot] < steps_.size()) steps_[last[slot]].last_used.push_back(slot);
}

KERATIN_INLINE void Graph::run_step(const Step& step, List<Tensor>& slots, const CallContext& context) const {
  const auto input = [&](const Source& s) -> const Tensor& {
    return s.constant.defined() ? s.constant : slots[s.slot];
  };
  if (step.layer != nullptr && step.inputs.size() == 1 && step.output_count == 1) {
    slots[step.first_output] = step.layer->invoke(input(step.inputs[0]), context);
  } else {
    List<Tensor> in;
    for (const Source& s : step.inputs) in.push_back(input(s));
    const bool layer_alone = step.layer != nullptr && step.node->arguments.empty();
    Tensors out = layer_alone ? step.layer->invoke_all(in, context) : step.node->run(in, context);
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
