// Symbolic tensors: shapes with open dimensions and where they come from. Input() makes the first one; ops and layers
// applied to it add a node each, and a model is the graph between two sets of them.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "../core/shared_function.hpp"
#include "../tensor/axes.hpp"
#include "call_context.hpp"

namespace keratin {

using Tensors = std::vector<Tensor>;

/// An argument of an op that is no tensor, by its name in Keras: what a saved graph calls the op with again.
struct OpArgument {
  using Value =
      std::variant<std::monostate, bool, index_t, double, std::string, Shape, std::vector<Shape>, std::vector<Slice>>;
  template <Number N>
  OpArgument(const char* name_, N number) : name(name_) {
    if constexpr (std::floating_point<N>)
      value = static_cast<double>(number);
    else
      value = static_cast<index_t>(number);
  }
  OpArgument(const char* name_, Flag flag) : name(name_), value(flag.value) {}
  OpArgument(const char* name_, Int number) : name(name_), value(number.value) {}
  OpArgument(const char* name_, Real number) : name(name_), value(number.value) {}
  OpArgument(const char* name_, const char* value_) : name(name_), value(std::string(value_)) {}
  OpArgument(const char* name_, const std::string& value_) : name(name_), value(value_) {}
  OpArgument(const char* name_, DType dtype) : name(name_), value(std::string(to_string_view(dtype))) {}
  OpArgument(const char* name_, const Shape& value_) : name(name_), value(value_) {}
  OpArgument(const char* name_, const std::vector<Shape>& value_) : name(name_), value(value_) {}
  OpArgument(const char* name_, const std::vector<Slice>& value_) : name(name_), value(value_) {}
  OpArgument(const char* name_, const Axes& axes);             ///< None: null; one: a number.
  OpArgument(const char* name_, const std::optional<Int>& i);  ///< Null, if there is none.
  const char* name;
  Value value;
};

/// One call of an op or a layer on symbolic tensors.
struct GraphNode : Origin {
  using Run = SharedFunction<Tensors(std::span<const Tensor> inputs, const CallContext& context)>;

  std::string module, class_name, name;  ///< As Keras saves them; a layer's node has the layer's name.
  Tensors inputs;                        ///< Symbolic ones, and constants.
  std::vector<OpArgument> arguments;     ///< An op's others.
  std::vector<Shape> shapes;             ///< Of the outputs.
  std::vector<DType> dtypes;
  Run run;                ///< The same call on other inputs; empty for an Input.
  Ref<RefCounted> layer;  ///< The layer called, if it was one.
  index_t call = 0;       ///< Which of that layer's calls it is.
  Tensors masks;          ///< Symbolic ones, that the layer takes beside its inputs: Keras's keyword argument `mask`.
  Tensors output_masks;   ///< The masks beside the outputs; empty if there are none.
};

/// The node that a symbolic tensor came from.
GraphNode& graph_node(const Tensor& x);
/// Output `index` of a node.
Tensor symbolic_output(const Ref<GraphNode>& node, std::size_t index);
/// Fills the node's shapes and dtypes and gives its outputs. Shapes come from running the call on tensors without data,
/// with two sizes for every open dimension: what differs is open in the result. (Sizes that all numbers to 10 divide:
/// any of them may be the other dimension of a reshape.)
Tensors connect(const Ref<GraphNode>& node);

/// An op on symbolic tensors, as a node of the graph: `symbolic_op("keras.src.ops.nn", "Softmax", {x}, run, {{"axis",
/// axis}})`.
Tensor symbolic_op(std::string module, std::string class_name, Tensors inputs,
                   SharedFunction<Tensor(const Tensors&)> run, std::initializer_list<OpArgument> arguments = {});
/// y, whose node, if it is the symbolic result of an op, has these arguments too.
Tensor with_arguments(const Tensor& y, std::initializer_list<OpArgument> arguments);

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
  if (index < node->output_masks.size()) impl->mask = node->output_masks[index].impl();
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

KERATIN_INLINE Tensor with_arguments(const Tensor& y, std::initializer_list<OpArgument> arguments) {
  if (y.symbolic()) graph_node(y).arguments = arguments;
  return y;
}

KERATIN_INLINE OpArgument::OpArgument(const char* name_, const Axes& axes) : name(name_) {
  if (axes.list().rank() == 1)
    value = axes.list()[0];
  else if (!axes.list().empty())
    value = axes.list();
}
KERATIN_INLINE OpArgument::OpArgument(const char* name_, const std::optional<Int>& i) : name(name_) {
  if (i) value = i->value;
}

KERATIN_INLINE Tensor symbolic_op(std::string module, std::string class_name, Tensors inputs,
                                  SharedFunction<Tensor(const Tensors&)> run,
                                  std::initializer_list<OpArgument> arguments) {
  auto node = make_ref<GraphNode>();
  node->module = std::move(module);
  node->name = unique_name(snake_case(class_name));
  node->class_name = std::move(class_name);
  node->inputs = std::move(inputs);
  node->arguments = arguments;
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
