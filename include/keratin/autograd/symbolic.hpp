// Symbolic tensors: shapes with open dimensions and where they come from. Input() makes the first one; ops and layers
// applied to it add a node each, and a model is the graph between two sets of them.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "call_context.hpp"

namespace keratin {

using Tensors = std::vector<Tensor>;

/// One call of an op or a layer on symbolic tensors.
struct GraphNode : Origin {
  using Run = std::function<Tensors(std::span<const Tensor> inputs, const CallContext& context)>;

  std::string module, class_name, name;  ///< As Keras saves them; a layer's node has the layer's name.
  Tensors inputs;                        ///< Symbolic ones, and constants.
  std::vector<Shape> shapes;             ///< Of the outputs.
  std::vector<DType> dtypes;
  Run run;                ///< The same call on other inputs; empty for an Input.
  Ref<RefCounted> layer;  ///< The layer called, if it was one.
};

/// The node that a symbolic tensor came from.
GraphNode& graph_node(const Tensor& x);
/// Output `index` of a node.
Tensor symbolic_output(const Ref<GraphNode>& node, std::size_t index);
/// Fills the node's shapes and dtypes and gives its outputs. Shapes come from running the call on tensors without data,
/// with two sizes for every open dimension: what differs is open in the result. (Sizes that all numbers to 10 divide:
/// any of them may be the other dimension of a reshape.)
Tensors connect(const Ref<GraphNode>& node);

/// An op on symbolic tensors, as a node of the graph.
Tensor symbolic_op(std::string module, std::string class_name, Tensors inputs,
                   std::function<Tensor(const Tensors&)> run);

struct InputOptions {
  KERATIN_OPTIONS;
  std::optional<Int> batch_size = {};
  DType dtype = float32;
  std::string name = {};
};
/// A symbolic tensor of shape (batch_size or None, shape…): where a functional model begins (keras.Input).
[[nodiscard]] Tensor Input(const Shape& shape, const InputOptions& options = {});

}  // namespace keratin

#if KERATIN_DEFINE(autograd)
#include "../core/names.hpp"
#include "tape.hpp"

namespace keratin {

KERATIN_INLINE GraphNode& graph_node(const Tensor& x) { return static_cast<GraphNode&>(*x.get().origin); }

KERATIN_INLINE Tensor symbolic_output(const Ref<GraphNode>& node, std::size_t index) {
  auto impl = make_ref<TensorImpl>();
  impl->shape = node->shapes[index];
  impl->dtype = node->dtypes[index];
  impl->device = Device::meta();
  impl->symbolic = true;
  impl->output = static_cast<std::uint32_t>(index);
  impl->origin = node;
  return Tensor(std::move(impl));
}

namespace detail {

/// Runs a node on data-less tensors, with `size` for every open dimension.
inline Tensors run_on_meta(const GraphNode& node, index_t size) {
  Tensors metas;
  for (const Tensor& x : node.inputs) {
    if (!x.symbolic()) {
      metas.push_back(x);
      continue;
    }
    Shape shape = x.shape();
    for (std::size_t i = 0; i < shape.rank(); ++i)
      if (shape[i] < 0) shape[i] = size;
    metas.push_back(Tensor::empty(shape, x.dtype(), Device::meta()));
  }
  const NoGradient scope;
  return node.run(metas, CallContext{});
}

}  // namespace detail

KERATIN_INLINE Tensors connect(const Ref<GraphNode>& node) {
  const Tensors first = detail::run_on_meta(*node, 2520), second = detail::run_on_meta(*node, 5040);
  for (std::size_t k = 0; k < first.size(); ++k) {
    Shape shape = first[k].shape();
    for (std::size_t i = 0; i < shape.rank(); ++i)
      if (shape[i] != second[k].shape()[i]) shape[i] = -1;
    node->shapes.push_back(shape);
    node->dtypes.push_back(first[k].dtype());
  }
  Tensors outputs;
  for (std::size_t k = 0; k < first.size(); ++k) outputs.push_back(symbolic_output(node, k));
  return outputs;
}

KERATIN_INLINE Tensor symbolic_op(std::string module, std::string class_name, Tensors inputs,
                                  std::function<Tensor(const Tensors&)> run) {
  auto node = make_ref<GraphNode>();
  node->module = std::move(module);
  node->name = unique_name(snake_case(class_name));
  node->class_name = std::move(class_name);
  node->inputs = std::move(inputs);
  node->run = [run = std::move(run)](std::span<const Tensor> in, const CallContext&) {
    return Tensors{run(Tensors(in.begin(), in.end()))};
  };
  return connect(node)[0];
}

KERATIN_INLINE Tensor Input(const Shape& shape, const InputOptions& options) {
  auto node = make_ref<GraphNode>();
  node->module = "keras.layers";
  node->class_name = "InputLayer";
  node->name = options.name.empty() ? unique_name("input_layer") : options.name;
  node->shapes = {shape.inserted(0, options.batch_size ? options.batch_size->value : -1)};
  node->dtypes = {options.dtype};
  for (index_t d : shape)
    require<shape_error>(d == -1 || d > 0, "Input: expected dimensions above 0, or None; got ", shape, ".");
  return symbolic_output(node, 0);
}

}  // namespace keratin
#endif
