// summary(): the rows of the table, from the model's layers.
#pragma once
#include "model_impl.hpp"

namespace keratin::models {

/// Prints the layers, their output shapes and parameters, as Keras 3 does.
void summary(const ModelImpl& model, const SummaryOptions& options);

}  // namespace keratin::models

#if KERATIN_DEFINE(models)
#include <iostream>

#include "../utils/terminal.hpp"
#include "summary_table.hpp"

namespace keratin::models {

namespace detail {

inline std::string output_text(const Layer& layer) {
  const auto& calls = layer.impl().calls();
  if (calls.empty()) return "?";
  const auto& shapes = calls[0]->shapes;
  if (shapes.size() == 1) return to_text(shapes[0]);
  std::string text = "[";
  for (const Shape& s : shapes) text += (text.size() > 1 ? ", " : "") + to_text(s);
  return text + "]";
}

/// "dense[0][0]" for each tensor that goes into a node.
inline std::vector<std::string> connections(const GraphNode& node) {
  std::vector<std::string> from;
  for (const Tensor& x : node.inputs)
    if (x.symbolic()) from.push_back(graph_node(x).name + "[0][" + std::to_string(x.get().output) + "]");
  return from;
}

inline void add_layer(SummaryTable& table, const Layer& layer, std::vector<std::string> from, int depth, bool expand) {
  SummaryRow row;
  row.name = layer.name();
  row.class_name = layer.class_name();
  row.output_shape = output_text(layer);
  row.params = layer.count_params();
  row.built = layer.built();
  row.connected_to = std::move(from);
  if (row.params > 0) row.trainable = layer.trainable();
  row.depth = depth;
  table.rows.push_back(std::move(row));
  const auto* inner = dynamic_cast<const ModelImpl*>(&layer.impl());
  if (inner != nullptr && expand)
    for (const Layer& l : inner->layers()) add_layer(table, l, {}, depth + 1, expand);
}

inline void add_node(SummaryTable& table, const GraphNode& node, bool expand) {
  if (auto* layer = dynamic_cast<LayerImpl*>(node.layer.get()))
    return add_layer(table, Layer(Ref<LayerImpl>(layer)), connections(node), 0, expand);
  SummaryRow row;
  row.name = node.name;
  row.class_name = node.class_name;
  row.output_shape = to_text(node.shapes[0]);
  row.connected_to = connections(node);
  table.rows.push_back(std::move(row));
}

/// Whether the nodes follow each other in one line: then Keras leaves out the column of connections.
inline bool is_chain(const Graph& graph) {
  for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
    const auto& inputs = graph.nodes()[i]->inputs;
    if (i == 0 ? !inputs.empty()
               : inputs.size() != 1 || !inputs[0].symbolic() || &graph_node(inputs[0]) != graph.nodes()[i - 1].get())
      return false;
  }
  return true;
}

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
  if (model.sequential()) {
    for (const Layer& layer : model.layers()) detail::add_layer(table, layer, {}, 0, options.expand_nested);
  } else {
    table.show_connections = !detail::is_chain(model.graph());
    for (const auto& node : model.graph().nodes()) detail::add_node(table, *node, options.expand_nested);
  }
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
