// The graph of a functional model from its configuration. Included by config_reader.hpp.
#pragma once
#include "call_arguments.hpp"
#include "op_table.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
namespace keratin::saving::detail {

/// A functional model: makes its layers, then calls them as inbound_nodes say, as soon as what a call needs is there.
class GraphReader {
 public:
  GraphReader(const Json& config, const std::string& where) : config_(config), where_(where) {}

  Ref<LayerImpl> model() {
    const Json& layers = member(config_, "layers", where_);
    if (!layers.is_array()) refuse(where_ + ", layers", "a list", layers);
    for (const Json& layer : layers) add(layer);
    const Json &inputs = member(config_, "input_layers", where_), &outputs = member(config_, "output_layers", where_);
    results_.note_used(inputs);
    results_.note_used(outputs);
    while (!waiting_.empty()) {
      const std::size_t before = waiting_.size();
      std::erase_if(waiting_, [&](const Call& call) { return make(call); });
      if (waiting_.size() == before)
        fail<file_error>(results_.at(waiting_[0].operation).where,
                         ": expected calls on tensors of this model; got one on a tensor that nothing makes.");
    }
    return at_place(where_, [&] {
      return Ref<LayerImpl>(new ModelImpl(results_.ends(inputs, where_), results_.ends(outputs, where_),
                                          name_of(config_, where_), model_dtype, model_device));
    });
  }

 private:
  struct Call {
    std::string operation;
    std::size_t number;
    const Json* node;
  };

  void add(const Json& layer) {
    const std::string place = layer_place(where_, layer);
    const Json &own = optional_member(layer, "name"), &config = member(layer, "config", place);
    const std::string name = own.is_string() ? own.get<std::string>() : name_of(config, place);
    Operation& operation = results_.add(name, layer, place);
    if (optional_member(layer, "class_name") == "InputLayer") {
      operation.results[0] = {input_from(config, place, name)};
      operation.calls = 1;
      return;
    }
    if (!is_op(layer)) operation.layer = layer_from(layer, where_);
    const Json& nodes = member(layer, "inbound_nodes", place);
    if (!nodes.is_array()) refuse(place + ", inbound_nodes", "a list", nodes);
    operation.calls = nodes.size();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      waiting_.push_back({name, i, &nodes[i]});
      results_.note_used(nodes[i]);
    }
  }
  /// Keras's own .h5 files tell no module; all layers have `trainable` in their configuration, ops have not.
  static bool is_op(const Json& layer) {
    const Json &module = optional_member(layer, "module"), &config = optional_member(layer, "config");
    if (module.is_string()) return is_op_module(module.get_ref<const std::string&>());
    const Json& kind = optional_member(layer, "class_name");
    return config.is_object() && !config.contains("trainable") && kind.is_string() &&
           is_op_class(kind.get_ref<const std::string&>());
  }

  /// Makes a call, if all it needs is there.
  bool make(const Call& call) {
    Operation& operation = results_.at(call.operation);
    const std::string& where = operation.where;
    const bool item = !operation.layer && optional_member(operation.json, "class_name") == "GetItem";
    CallArguments args = ArgumentReader(results_, operation).read(*call.node, item);
    if (!args.complete) return false;
    require<file_error>(!args.tensors.empty(), where, ": expected a call on tensors; got none.");
    at_place(where, [&] {
      if (!operation.layer) {
        operation.results[call.number] = call_operation(call, operation, args);
        return;
      }
      if (args.mask) args.tensors[0] = with_mask(args.tensors[0], *args.mask);  // the file's, by the file's name
      operation.layer->impl().set_dtype(model_dtype);
      operation.layer->impl().set_device(model_device);
      operation.results[call.number] = operation.layer->impl().call_symbolically(args.tensors, args.arguments);
    });
    return true;
  }

  /// A number takes the dtype of the tensor beside it, as in Python.
  static void fill_numbers(CallArguments& args) {
    DType beside = float32;
    for (const Tensor& x : args.tensors)
      if (x.defined()) beside = x.dtype();
    for (std::size_t i = 0; i < args.tensors.size(); ++i) {
      const Json* const j = args.given[i];
      if (j == nullptr || !j->is_number()) continue;
      const DType type = is_float(beside) ? beside : j->is_number_float() ? float32 : beside == bool_ ? int32 : beside;
      args.tensors[i] = Tensor::scalar(j->get<double>(), type);
    }
  }

  static Tensors call_operation(const Call& call, const Operation& operation, CallArguments& args) {
    fill_numbers(args);
    const std::string& where = operation.where;
    const std::string& class_name = text(member(operation.json, "class_name", where), where);
    const OpCall op{
        args.tensors, args.given, args.named, operation.json["config"], optional_member(*call.node, "kwargs"),
        args.key,     where};
    const Tensors made = call_op(class_name, op);
    for (const Tensor& y : made)
      require<file_error>(y.symbolic(), where, ": expected an op on tensors of the model; got one on numbers.");
    if (!made.empty() && graph_node(made[0]).class_name == class_name) graph_node(made[0]).name = call.operation;
    return made;
  }

  const Json& config_;
  const std::string& where_;
  GraphResults results_;
  std::vector<Call> waiting_;
};

}  // namespace keratin::saving::detail
#endif
