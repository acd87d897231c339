// A model once more, of new layers: the graph between them is made again. clone_model.hpp tells how a layer is copied.
#pragma once
#include <functional>

#include "model_impl.hpp"

namespace keratin::models {

/// Makes the new layer for one of a model's.
using CloneLayer = std::function<Layer(const Layer&)>;

/// A model of the same graph, name and dtype on new Inputs, not compiled.
Ref<LayerImpl> clone(const ModelImpl& model, const CloneLayer& clone_layer);

}  // namespace keratin::models

#if KERATIN_DEFINE(models)
#include <map>

namespace keratin::models {

namespace detail {

inline Tensor clone_input(const Tensor& input) {
  const GraphNode& node = graph_node(input);
  const Shape& shape = input.shape();
  InputOptions options{.dtype = input.dtype(), .name = node.run ? node.name + "_input" : node.name};
  if (shape[0] >= 0) options.batch_size = shape[0];
  return Input(shape.from(1), options);
}

/// Makes a functional model's calls again, one after another.
class GraphCloner {
 public:
  GraphCloner(const ModelImpl& model, const CloneLayer& clone_layer) : model_(model), clone_layer_(clone_layer) {}

  Ref<LayerImpl> make() {
    for (const Tensor& x : model_.inputs()) inputs_.push_back(clone_input(x));
    for (const auto& node : model_.graph().nodes())
      if (model_.graph().runs(*node)) call(*node);
    Tensors outputs;
    for (const Tensor& y : model_.outputs()) outputs.push_back(cloned(y));
    return Ref<LayerImpl>(new ModelImpl(inputs_, outputs, model_.name(), model_.compute_dtype()));
  }

 private:
  Tensor cloned(const Tensor& x) const {
    if (!x.symbolic()) return x;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const Tensor& input = model_.inputs()[i];
      if (&graph_node(input) == &graph_node(x) && input.get().output == x.get().output) return inputs_[i];
    }
    return made_.at(&graph_node(x))[x.get().output];
  }
  void call(const GraphNode& node) {
    Tensors inputs;
    for (const Tensor& x : node.inputs) inputs.push_back(cloned(x));
    made_[&node] = node.layer ? layer(node).impl().call_symbolically(inputs, node.arguments) : call_op(node, inputs);
  }
  static Tensors call_op(const GraphNode& node, const Tensors& inputs) {
    auto copy = make_ref<GraphNode>();
    copy->module = node.module;
    copy->class_name = node.class_name;
    copy->name = node.name;
    copy->arguments = node.arguments;
    copy->run = node.run;
    copy->inputs = inputs;
    return connect(copy);
  }
  const Layer& layer(const GraphNode& node) {
    auto* const old = static_cast<LayerImpl*>(node.layer.get());
    const auto found = layers_.find(old);
    if (found != layers_.end()) return found->second;
    return layers_.emplace(old, clone_layer_(Layer(Ref<LayerImpl>(old)))).first->second;
  }

  const ModelImpl& model_;
  const CloneLayer& clone_layer_;
  Tensors inputs_;
  std::map<const GraphNode*, Tensors> made_;
  std::map<const LayerImpl*, Layer> layers_;
};

}  // namespace detail

KERATIN_INLINE Ref<LayerImpl> clone(const ModelImpl& model, const CloneLayer& clone_layer) {
  if (!model.sequential()) return detail::GraphCloner(model, clone_layer).make();
  Ref<ModelImpl> copy(new ModelImpl(model.name(), model.compute_dtype()));
  if (!model.inputs().empty()) copy->add(detail::clone_input(model.inputs()[0]));
  for (const Layer& layer : model.layers()) copy->add(clone_layer(layer));
  return copy;
}

}  // namespace keratin::models
#endif
