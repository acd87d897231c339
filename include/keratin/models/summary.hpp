// summary(): the rows of the table, from the model's layers.
#pragma once
#include "model_impl.hpp"

namespace keratin::models {

/// Prints the layers, their output shapes and parameters, as Keras 3 does.
void summary(const ModelImpl& model, const SummaryOptions& options);

}  // namespace keratin::models

#if KERATIN_DEFINE(models)
#include <algorithm>
#include <iostream>
#include <set>

#include "../layers/input_layer.hpp"
#include "../utils/terminal.hpp"
#include "layer_range.hpp"
#include "summary_table.hpp"

namespace keratin::models {

namespace detail {

/// "(None, 4)"; "(None)" of one axis, without numpy's comma.
inline std::string shape_text(const Shape& shape) {
  std::string text = to_text(shape);
  if (shape.rank() == 1) std::erase(text, ',');
  return text;
}
inline std::string shapes_text(const std::vector<Shape>& shapes) {
  if (shapes.size() == 1) return shape_text(shapes[0]);
  std::string text = "[";
  for (const Shape& s : shapes) text += (text.size() > 1 ? ", " : "") + shape_text(s);
  return text + "]";
}

/// Of the layer's last call, as Keras shows it.
inline std::string output_text(const Layer& layer) {
  if (const auto* input = dynamic_cast<const layers::InputLayerImpl*>(&layer.impl()))
    return shape_text(input->input().shape());
  const auto& calls = layer.impl().calls();
  return calls.empty() ? "?" : shapes_text(calls.back()->shapes);
}

/// The rows of a model, one for each layer and op.
class SummaryRows {
 public:
  SummaryRows(const ModelImpl& model, const SummaryOptions& options) : model_(model), options_(options) {}

  void add_to(SummaryTable& table) const {
    std::vector<std::vector<SummaryRow>> blocks;  // a layer, with those inside
    std::vector<std::string> names;
    const auto add = [&](std::vector<SummaryRow> block) {
      names.push_back(block[0].name);
      blocks.push_back(std::move(block));
    };
    if (model_.sequential()) {
      for (const Layer& layer : model_.layers()) add(rows_of(layer, 0));
    } else {
      table.show_connections = !is_chain();
      std::size_t next = 0;  // of the layers, which come in the order of the nodes
      std::set<const RefCounted*> seen;
      for (const auto& node : model_.graph().nodes()) {
        const bool input = is_input(*node);
        if (node->layer && !input && !seen.insert(node->layer.get()).second) continue;
        add(node->layer || input ? rows_of(model_.layers()[next++], 0) : std::vector{row_of(*node)});
        blocks.back()[0].connected_to = connections(*node);
      }
    }
    const auto [first, last] = layer_range(names, options_.layer_range);
    for (std::size_t i = first; i < last; ++i) table.rows.insert(table.rows.end(), blocks[i].begin(), blocks[i].end());
  }

 private:
  bool is_input(const GraphNode& node) const {
    return std::any_of(model_.inputs().begin(), model_.inputs().end(),
                       [&](const Tensor& x) { return &graph_node(x) == &node; });
  }
  std::vector<SummaryRow> rows_of(const Layer& layer, int depth) const {
    SummaryRow row;
    row.name = layer.name();
    row.class_name = layer.class_name();
    row.output_shape = output_text(layer);
    row.params = layer.count_params();
    row.built = layer.built();
    if (!layer.weights().empty()) row.trainable = layer.trainable();
    row.depth = depth;
    std::vector<SummaryRow> rows = {row};
    const auto* inner = dynamic_cast<const ModelImpl*>(&layer.impl());
    if (inner == nullptr || !options_.expand_nested) return rows;
    for (const Layer& l : inner->layers())
      for (SummaryRow& r : rows_of(l, depth + 1)) rows.push_back(std::move(r));
    return rows;
  }
  static SummaryRow row_of(const GraphNode& op) {
    SummaryRow row;
    row.name = op.name;
    row.class_name = op.class_name;
    row.output_shape = shapes_text(op.shapes);
    return row;
  }

  /// "dense[0][0]" for each tensor that goes into the calls of the node's layer within this model: name, which call of
  /// that layer, which output.
  std::vector<std::string> connections(const GraphNode& node) const {
    std::vector<std::string> from;
    const auto add = [&](const GraphNode& call) {
      for (const Tensors* sources : {&call.inputs, &call.masks})
        for (const Tensor& x : *sources)
          if (x.symbolic())
            from.push_back(concat(graph_node(x).name, is_input(graph_node(x)) && graph_node(x).run ? "_input" : "", "[",
                                  graph_node(x).call, "][", static_cast<index_t>(x.get().output), "]"));
    };
    if (is_input(node)) return from;
    if (!node.layer) {
      add(node);
      return from;
    }
    for (const LayerCall* call : static_cast<const LayerImpl&>(*node.layer).calls())
      for (const auto& own : model_.graph().nodes())
        if (own.get() == call) add(*call);
    return from;
  }

  /// Whether the nodes follow each other in one line, without a layer that is called twice: then Keras leaves out the
  /// column of connections.
  bool is_chain() const {
    std::set<const RefCounted*> seen;
    const GraphNode* before = nullptr;
    for (const auto& node : model_.graph().nodes()) {
      std::vector<const GraphNode*> from;
      for (const Tensors* sources : {&node->inputs, &node->masks})
        for (const Tensor& x : *sources)
          if (x.symbolic()) from.push_back(&graph_node(x));
      const bool follows = before == nullptr ? is_input(*node) : from.size() == 1 && from[0] == before;
      if (!follows || (node->layer && !seen.insert(node->layer.get()).second)) return false;
      before = node.get();
    }
    return true;
  }

  const ModelImpl& model_;
  const SummaryOptions& options_;
};

inline WeightCount count(const std::vector<Variable>& weights) {
  WeightCount c;
  for (const Variable& w : weights) {
    c.params += w.size();
    c.bytes += static_cast<double>(w.size()) * static_cast<double>(size_of(w.dtype()));
  }
  return c;
}

}  // namespace detail

KERATIN_INLINE void summary(const ModelImpl& model, const SummaryOptions& options) {
  SummaryTable table;
  table.model_name = model.name();
  table.line_length = options.line_length;
  table.positions.assign(options.positions.begin(), options.positions.end());
  table.show_trainable = options.show_trainable;
  table.utf8 = utils::is_utf8();
  detail::SummaryRows(model, options).add_to(table);
  std::vector<Variable> all, trained;
  model.collect(all, false);
  model.collect(trained, true);
  table.trainable = detail::count(trained);
  table.non_trainable = detail::count(all);
  table.non_trainable.params -= table.trainable.params;
  table.non_trainable.bytes -= table.trainable.bytes;
  if (model.compiled()) {
    const index_t n = model.optimizer().impl().count_params();
    if (n > 0) table.optimizer = WeightCount{n, static_cast<double>(n) * 4 + 4};
  }
  for (const std::string& line : render(table)) {
    if (options.print_fn)
      options.print_fn(line);
    else
      std::cout << line << '\n';
  }
  if (!options.print_fn) std::cout << std::flush;
}

}  // namespace keratin::models
#endif
