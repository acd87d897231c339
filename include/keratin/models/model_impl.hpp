// ModelImpl: the engine behind Sequential and Model: a graph of layers, which is itself a layer, and what compile set.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "graph.hpp"
#include "objective.hpp"

namespace keratin::models {

class StepGraphs;

class ModelImpl final : public LayerImpl {
 public:
  /// An empty Sequential.
  ModelImpl(const std::string& name, DType dtype, Device device = cpu{});
  /// The graph between symbolic tensors.
  ModelImpl(const Tensors& inputs, const Tensors& outputs, const std::string& name, DType dtype, Device device = cpu{});

  // Sequential alone.
  void add(const Layer& layer);
  void add(const Tensor& input);
  void pop();

  KERATIN_INLINE void build_all(const std::vector<Shape>& inputs) override;
  KERATIN_INLINE Tensors call_all(std::span<const Tensor> xs, const CallContext& context) const override;
  /// The same as a List, which costs a training step no allocation.
  List<Tensor> run(std::span<const Tensor> xs, const CallContext& context) const;
  std::vector<Layer> sublayers() const override { return layers(); }
  KERATIN_INLINE Tensors ends(std::size_t call, bool outputs) const override;

  /// Without Inputs for a Sequential, as in Keras.
  std::vector<Layer> layers() const { return sequential_ ? chain_ : graph_.layers(); }
  const Graph& graph() const { return graph_; }
  const Tensors& inputs() const { return inputs_; }
  const Tensors& outputs() const { return outputs_; }
  bool sequential() const { return sequential_; }
  std::vector<std::string> output_names() const;

  void compile(const CompileOptions& options);
  bool compiled() const { return optimizer_.has_value(); }
  const Optimizer& optimizer() const { return *optimizer_; }
  /// What compile was given; nothing before it.
  const std::optional<CompileOptions>& compile_options() const { return compile_options_; }
  Objective& objective() { return objective_; }
  /// Where training steps are CUDA graphs; null where they are not.
  StepGraphs* step_graphs() const { return step_graphs_.get(); }
  /// Makes losses and metrics ready, once the outputs are known.
  void prepare_objective();

  /// Arrays as the model takes them: (n) where (n, 1) is wanted and the reverse. Builds a Sequential that waited for
  /// data. `where` names the caller in errors.
  Inputs adapt(const Inputs& xs, const char* where);

 private:
  void apply(const Layer& layer);
  void begin(const Tensor& input);
  void finish_graph();

  bool sequential_;
  std::vector<Layer> chain_;
  Tensors inputs_, outputs_, stages_;  // stages_: a Sequential's output after each layer
  Graph graph_;
  std::optional<Optimizer> optimizer_;
  std::optional<CompileOptions> compile_options_;
  Objective objective_;
  std::shared_ptr<StepGraphs> step_graphs_;
};

}  // namespace keratin::models

#if KERATIN_DEFINE(models)
#include "../core/products.hpp"
#include "../ops/reshape.hpp"
#include "../optimizers/optimizers.hpp"
#include "step_graphs.hpp"

namespace keratin::models {

KERATIN_INLINE ModelImpl::ModelImpl(const std::string& name, DType dtype, Device device)
    : LayerImpl("Sequential", Shape{}, name, true), sequential_(true) {
  set_dtype(dtype);
  set_device(device);
}

KERATIN_INLINE ModelImpl::ModelImpl(const Tensors& inputs, const Tensors& outputs, const std::string& name, DType dtype,
                                    Device device)
    : LayerImpl("Functional", Shape{}, name, true), sequential_(false), inputs_(inputs), outputs_(outputs) {
  finish_graph();
  set_dtype(dtype);
  set_device(device);
}

KERATIN_INLINE void ModelImpl::finish_graph() {
  graph_ = Graph(inputs_, outputs_);
  built_ = true;
}

KERATIN_INLINE void ModelImpl::begin(const Tensor& input) {
  inputs_ = outputs_ = {input};
  stages_.clear();
  for (const Layer& layer : chain_) apply(layer);
  if (!chain_.empty()) finish_graph();
}

/// A layer that is built here has the model's name in its weights' paths, as in Keras.
KERATIN_INLINE void ModelImpl::apply(const Layer& layer) {
  const bool built_here = !layer.built();
  outputs_ = layer.impl().call_symbolically(outputs_);
  require_shape(outputs_.size() == 1, "expected layers with one output; got ", outputs_.size(), " from ", layer.name(),
                ". Hint: use Model for such graphs.");
  stages_.push_back(outputs_[0]);
  if (built_here)
    for (const Variable& w : layer.weights()) w.info().path = name() + "/" + w.path();
}

KERATIN_INLINE void ModelImpl::add(const Tensor& input) {
  require(input.symbolic(), name(), ".add: expected a layer or Input(…); got data of shape ", input.shape(), ".");
  require<state_error>(inputs_.empty() && chain_.empty(), name(), ".add: expected Input() as the first; got it after ",
                       chain_.size(), " layers.");
  begin(input);
}

KERATIN_INLINE void ModelImpl::add(const Layer& layer) {
  require(&layer.impl() != this, name(), ".add: expected another model; got itself.");
  for (const Layer& other : chain_)
    require(other.name() != layer.name(), name(), ".add: expected a name that no other layer has; got \"", layer.name(),
            "\" again.");
  layer.impl().set_dtype(compute_dtype());
  layer.impl().set_device(device());
  if (inputs_.empty() && chain_.empty()) {
    if (!layer.impl().input_shape().empty()) {
      begin(Input(layer.impl().input_shape(), {.dtype = dtype()}));
    } else if (const auto* inner = dynamic_cast<const ModelImpl*>(&layer.impl());
               inner != nullptr && inner->inputs_.size() == 1) {
      const Shape& whole = inner->inputs_[0].shape();
      begin(Input(whole.from(1), {.dtype = inner->inputs_[0].dtype()}));
    }
  }
  if (!inputs_.empty()) apply(layer);
  chain_.push_back(layer);
  if (!inputs_.empty()) finish_graph();
}

KERATIN_INLINE void ModelImpl::pop() {
  require<state_error>(!chain_.empty(), name(), ".pop: expected at least one layer; got none.");
  chain_.pop_back();
  if (inputs_.empty()) return;
  stages_.pop_back();
  outputs_ = stages_.empty() ? inputs_ : Tensors{stages_.back()};
  if (stages_.empty())
    built_ = false;
  else
    finish_graph();
}

KERATIN_INLINE void ModelImpl::build_all(const std::vector<Shape>& shapes) {
  require<state_error>(!chain_.empty(), name(), ": expected at least one layer; got none. Hint: add(Dense(…)).");
  require_shape(shapes.size() == 1, "expected one input; got ", shapes.size(), ".");
  if (inputs_.empty()) begin(Input(shapes[0].from(1), {.dtype = dtype()}));
}

KERATIN_INLINE Tensors ModelImpl::call_all(std::span<const Tensor> xs, const CallContext& context) const {
  const List<Tensor> outputs = run(xs, context);
  return {outputs.begin(), outputs.end()};
}

KERATIN_INLINE List<Tensor> ModelImpl::run(std::span<const Tensor> xs, const CallContext& context) const {
  require_shape(xs.size() == inputs_.size(), "expected ", inputs_.size(), " inputs; got ", xs.size(), ".");
  const Bfloat16Products rounded(compute_dtype() == DType::bfloat16 || Bfloat16Products::active());
  List<Tensor> in;
  in.reserve(xs.size());
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const DType type = is_float(inputs_[i].dtype()) ? dtype() : inputs_[i].dtype();
    in.push_back(lent_to(xs[i], device()).cast(type));
    if (xs[i].get().mask) in[i] = with_mask(in[i], mask_of(xs[i]));
  }
  if (!context.mask) return graph_.run(in, context);
  if (context.masked_input == nullptr) in[0] = with_mask(in[0], *context.mask);
  return graph_.run(in, {.training = context.training, .run = context.run});
}

KERATIN_INLINE Tensors ModelImpl::ends(std::size_t call, bool outputs) const {
  static_cast<void>(call);
  require<state_error>(built() && !inputs_.empty(), name(), outputs ? ".output()" : ".input()",
                       ": expected a built model; got one that waits for data. Hint: begin with Input(…).");
  return outputs ? outputs_ : inputs_;
}

KERATIN_INLINE std::vector<std::string> ModelImpl::output_names() const {
  std::vector<std::string> names;
  for (const Tensor& y : outputs_) names.push_back(graph_node(y).name);
  return names;
}

KERATIN_INLINE void ModelImpl::compile(const CompileOptions& options) {
  compile_options_ = options;
  optimizer_ = options.optimizer;
  objective_ = Objective();
  const bool captured = with_cuda && options.jit_compile && device().kind() == Device::Kind::cuda;
  step_graphs_ = captured ? std::make_shared<StepGraphs>(device()) : nullptr;
  if (built()) prepare_objective();
}

KERATIN_INLINE void ModelImpl::prepare_objective() {
  if (objective_.outputs() == 0 && compile_options_) objective_ = Objective(*compile_options_, output_names());
}

namespace detail {

/// x with the rank of the input it is for.
inline Tensor adapt_rank(const Tensor& x, const Shape& wanted) {
  const std::size_t r = x.shape().rank(), s = wanted.rank();
  if (r == s + 1 && x.shape().back() == 1) return ops::squeeze(x, -1);
  if (r + 1 == s && wanted.back() == 1) return ops::expand_dims(x, -1);
  return x;
}
inline bool fits(const Shape& shape, const Shape& wanted) {
  if (shape.rank() != wanted.rank()) return false;
  for (std::size_t i = 0; i < shape.rank(); ++i)
    if (wanted[i] >= 0 && (i > 0 || shape[i] >= 0) && wanted[i] != shape[i] && i > 0) return false;
  return true;
}
inline std::string shape_hint(const Shape& shape, const Shape& wanted) {
  const index_t n = shape.product(1, shape.rank());
  if (wanted.rank() == 2 && n == wanted.back())
    return concat(". Hint: x.reshape({-1, ", n, "}), or add Flatten() first.");
  if (wanted.rank() == shape.rank() + 1) return ". Hint: one sample alone needs a batch axis too: x.reshape({1, …}).";
  return ".";
}

}  // namespace detail

KERATIN_INLINE Inputs ModelImpl::adapt(const Inputs& xs, const char* where) {
  require(!xs.empty(), name(), ".", where, ": expected data; got none.");
  std::vector<Shape> shapes;
  for (const Tensor& x : xs.list()) {
    require<shape_error>(x.rank() > 0, name(), ".", where, ": expected arrays with a batch axis; got a scalar.");
    shapes.push_back(x.shape());
  }
  ensure_built(shapes);
  require<shape_error>(xs.size() == inputs_.size(), name(), ".", where, ": expected ", inputs_.size(), " inputs; got ",
                       xs.size(), ".");
  Inputs adapted;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const Shape& wanted = inputs_[i].shape();
    adapted.push_back(detail::adapt_rank(xs[i], wanted));
    require<shape_error>(detail::fits(adapted[i].shape(), wanted), name(), ".", where, ": expected an input of shape ",
                         wanted, "; got ", xs[i].shape(), detail::shape_hint(xs[i].shape(), wanted));
  }
  return adapted;
}

}  // namespace keratin::models
#endif
