// The order of a graph's nodes, and with it that of model.layers and the weights: Keras's, by depth.
#pragma once
#include "../layers/layer.hpp"

#if KERATIN_DEFINE(models)
#include <algorithm>
#include <map>
#include <set>

namespace keratin::models::detail {

/// Sorts nodes by depth, the number of calls between a node and the outputs; a layer called several times counts by its
/// deepest call. Among equals goes first what a walk back from the outputs meets first (keras/src/ops/function.py).
class NodeOrder {
 public:
  explicit NodeOrder(const Tensors& inputs) {
    for (const Tensor& x : inputs) inputs_.push_back(&graph_node(x));
  }

  /// Adds a node after all that it needs.
  void visit(GraphNode& node) {
    if (contains(nodes_, node)) return;
    places_.try_emplace(&operation(node), static_cast<index_t>(places_.size()));
    if (!contains(inputs_, node)) {
      require(static_cast<bool>(node.run), "Model: expected outputs that depend on its inputs alone; got ", node.name,
              ", an Input that is not among them.");
      for_each_source(node, [this](GraphNode& source) { visit(source); });
    }
    nodes_.push_back(&node);
  }

  /// The nodes that the outputs' data comes from: not those that only make masks.
  std::set<const GraphNode*> needed(const Tensors& outputs) const {
    std::set<const GraphNode*> found;
    std::vector<const GraphNode*> open;
    const auto add = [&](const Tensor& x) {
      if (x.symbolic() && found.insert(&graph_node(x)).second) open.push_back(&graph_node(x));
    };
    for (const Tensor& y : outputs) add(y);
    while (!open.empty()) {
      const GraphNode& node = *open.back();
      open.pop_back();
      if (contains(inputs_, node)) continue;
      for (const Tensor& x : node.inputs) add(x);
    }
    return found;
  }

  std::vector<GraphNode*> sorted() {
    std::map<const RefCounted*, index_t> depths;  // of nodes and of layers
    for (auto it = nodes_.rbegin(); it != nodes_.rend(); ++it) {
      index_t& own = depths[*it];
      index_t& deepest = depths[&operation(**it)];
      own = deepest = std::max(own, deepest);
      if (contains(inputs_, **it)) continue;
      const index_t next = own + 1;
      for_each_source(**it, [&](GraphNode& source) { depths[&source] = std::max(depths[&source], next); });
    }
    for (GraphNode* unused : inputs_) {
      if (contains(nodes_, *unused)) continue;
      places_[unused] = -1;
      nodes_.push_back(unused);
    }
    std::stable_sort(nodes_.begin(), nodes_.end(), [&](GraphNode* a, GraphNode* b) {
      return depths[a] != depths[b] ? depths[a] > depths[b] : places_[&operation(*a)] < places_[&operation(*b)];
    });
    return nodes_;
  }

 private:
  /// The nodes that a call's inputs and masks come from, in the order of its arguments. A mask made outside of the
  /// graph is none of it.
  template <class F>
  void for_each_source(const GraphNode& node, const F& f) const {
    for (const Tensor& x : node.inputs)
      if (x.symbolic()) f(graph_node(x));
    for (const Tensor& mask : node.masks)
      if (inside({mask})) f(graph_node(mask));
  }
  bool inside(const Tensors& ends) const {
    for (const GraphNode* node : needed(ends))
      if (!node->run && !contains(inputs_, *node)) return false;
    return true;
  }
  static bool contains(const std::vector<GraphNode*>& nodes, const GraphNode& node) {
    return std::find(nodes.begin(), nodes.end(), &node) != nodes.end();
  }
  /// What is called in a node: a layer, or an op that is the node's own.
  static const RefCounted& operation(const GraphNode& node) {
    return node.layer ? *node.layer : static_cast<const RefCounted&>(node);
  }

  std::vector<GraphNode*> inputs_, nodes_;
  std::map<const RefCounted*, index_t> places_;
};

}  // namespace keratin::models::detail
#endif
