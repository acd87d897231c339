// The graph of a functional model from its configuration. Included by config_reader.hpp.
#pragma once
#include "layer_reader.hpp"
#include "op_table.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
#include <map>
#include <set>

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
    note_ends(inputs);
    note_ends(outputs);
    while (!waiting_.empty()) {
      const std::size_t before = waiting_.size();
      std::erase_if(waiting_, [&](const Call& call) { return make(call); });
      if (waiting_.size() == before)
        fail<file_error>(operations_.at(waiting_[0].operation).where,
                         ": expected calls on tensors of this model; got one on a tensor that nothing makes.");
    }
    return at_place(where_, [&] {
      return Ref<LayerImpl>(new ModelImpl(ends(inputs), ends(outputs), name_of(config_, where_), model_dtype));
    });
  }

 private:
  struct Operation {
    const Json& json;
    std::string where;
    std::optional<Layer> layer;
    std::map<std::size_t, Tensors> results = {};  ///< Of each call, by its number.
    std::size_t calls = 0;
  };
  struct Call {
    std::string operation;
    std::size_t number;
    const Json* node;
  };

  void add(const Json& layer) {
    const std::string place = layer_place(where_, layer);
    const Json &own = optional_member(layer, "name"), &config = member(layer, "config", place);
    const std::string name = own.is_string() ? own.get<std::string>() : name_of(config, place);
    require<file_error>(!name.empty() && !operations_.contains(name), place,
                        ": expected a name that no other layer has; got \"", name, "\".");
    Operation& operation = operations_.emplace(name, Operation{layer, place, {}}).first->second;
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
      note_used(nodes[i]);
    }
  }
  /// Keras's own .h5 files tell no module; all layers have `trainable` in their configuration, ops have not.
  static bool is_op(const Json& layer) {
    const Json &module = optional_member(layer, "module"), &config = optional_member(layer, "config");
    if (module.is_string()) return is_op_module(module.get_ref<const std::string&>());
    const Json& kind = optional_member(layer, "class_name");
    return config.is_object() && !config.contains("trainable") && kind.is_string() &&
           std::any_of(std::begin(op_table), std::end(op_table),
                       [&](const OpEntry& entry) { return kind == entry.name; });
  }

  /// ["dense", 0, 0], alone or, in Keras 2's nodes, with a fourth member.
  static bool is_history(const Json& j) {
    return j.is_array() && j.size() >= 3 && j[0].is_string() && j[1].is_number_integer() && j[2].is_number_integer();
  }
  void note_used(const Json& j) {
    if (is_history(j)) {
      used_[j[0].get<std::string>()].insert(j[1].get<index_t>());
      for (std::size_t i = 3; i < j.size(); ++i) note_used(j[i]);
    } else if (j.is_structured()) {
      for (const Json& part : j) note_used(part);
    }
  }
  void note_ends(const Json& j) { note_used(j); }

  /// The tensor, or nothing if it is not made yet.
  std::optional<Tensor> find(const Json& history, const std::string& where) const {
    if (!is_history(history)) refuse(where, "[layer, call, output]", history);
    const auto found = operations_.find(history[0].get<std::string>());
    if (found == operations_.end())
      fail<file_error>(where, ": expected a layer of this model; got \"", history[0].get<std::string>(), "\".");
    const Operation& operation = found->second;
    const std::set<index_t>& used = used_.at(found->first);
    index_t number = history[1].get<index_t>();
    // Keras 2 counts a nested model's calls from 1: the numbers in use stand for the calls in their order.
    if (*used.rbegin() >= static_cast<index_t>(operation.calls))
      number = std::distance(used.begin(), used.find(number));
    if (number < 0 || number >= static_cast<index_t>(operation.calls))
      fail<file_error>(where, ": expected one of ", operation.calls, " calls of ", found->first, "; got number ",
                       history[1].get<index_t>(), ".");
    const auto made = operation.results.find(static_cast<std::size_t>(number));
    if (made == operation.results.end()) return std::nullopt;
    const auto output = history[2].get<index_t>();
    if (output < 0 || output >= static_cast<index_t>(made->second.size()))
      fail<file_error>(where, ": expected one of ", made->second.size(), " outputs of ", found->first, "; got number ",
                       output, ".");
    return made->second[static_cast<std::size_t>(output)];
  }

  Tensors ends(const Json& j) const {
    if (is_history(j)) return {*find(j, where_)};
    if (!j.is_structured()) refuse(where_, "input_layers and output_layers", j);
    Tensors all;
    std::map<std::string, const Json*> sorted;  // Keras takes a dict's members by name
    for (const auto& item : j.items())
      if (j.is_object()) sorted[item.key()] = &item.value();
    for (const auto& [name, part] : sorted)
      for (const Tensor& x : ends(*part)) all.push_back(x);
    if (j.is_array())
      for (const Json& part : j)
        for (const Tensor& x : ends(part)) all.push_back(x);
    return all;
  }

  /// What a call is given: tensors in their order, and what is none.
  struct Arguments {
    Tensors tensors;
    std::vector<const Json*> literals = {};  ///< One for each tensor: a number that stands for it, or null.
    Json key = {};
    std::optional<Tensor> mask = {};
    bool complete = true;
  };

  void take_tensor(const Json& history, const std::string& where, Arguments& to) const {
    const auto x = find(history, where);
    to.complete = to.complete && x;
    if (x) {
      to.tensors.push_back(*x);
      to.literals.push_back(nullptr);
    }
  }
  void take(const Json& j, const std::string& where, bool op, Arguments& to) const {
    const Json& kind = optional_member(j, "class_name");
    if (kind == "__keras_tensor__") {
      take_tensor(member(member(j, "config", where), "keras_history", where), where, to);
    } else if (kind == "__numpy__" || kind == "__tensor__") {
      to.tensors.push_back(constant(member(j, "config", where), where));
      to.literals.push_back(nullptr);
    } else if (op && j.is_number()) {
      to.tensors.emplace_back();
      to.literals.push_back(&j);
    } else if (j.is_array() && op && !j.empty() && j[0].is_number()) {
      to.tensors.push_back(constant({{"value", j}, {"dtype", "int32"}}, where));
      to.literals.push_back(nullptr);
    } else if (j.is_array()) {
      for (const Json& part : j) take(part, where, op, to);
    } else if (!j.is_null() && !j.is_boolean()) {
      refuse(where, "tensors as arguments", j);
    }
  }
  static Tensor constant(const Json& config, const std::string& where) {
    std::vector<double> values;
    Shape dims;
    flatten(member(config, "value", where), 0, dims, values, where);
    return Tensor::from(values, dims).cast(dtype(member(config, "dtype", where), where));
  }
  static void flatten(const Json& j, std::size_t depth, Shape& dims, std::vector<double>& values,
                      const std::string& where) {
    if (!j.is_array()) {
      values.push_back(j.is_boolean() ? j.get<bool>() : number(j, where));
      if (depth != dims.rank()) refuse(where, "an array of numbers", j);
      return;
    }
    const auto n = static_cast<index_t>(j.size());
    if (values.empty() && dims.rank() == depth) dims.push_back(n);
    if (depth >= dims.rank() || dims[depth] != n) refuse(where, "an array with rows of one length", j);
    for (const Json& part : j) flatten(part, depth + 1, dims, values, where);
  }

  Arguments arguments(const Call& call, const std::string& where) const {
    Arguments found;
    const bool op = !operations_.at(call.operation).layer;
    if (call.node->is_array()) {  // Keras 2: [[name, call, output, kwargs], …]
      for (const Json& part : *call.node) {
        take_tensor(part, where, found);
        if (part.size() > 3) take_named(part[3], where, found);
      }
      return found;
    }
    const Json& args = member(*call.node, "args", where);
    if (!args.is_array()) refuse(where, "a list of arguments", args);
    const bool item = op && operations_.at(call.operation).json["class_name"] == "GetItem";
    for (std::size_t i = 0; i < args.size(); ++i) {
      if (item && i == 1)
        found.key = args[i];
      else
        take(args[i], where, op, found);
    }
    if (!op) take_named(optional_member(*call.node, "kwargs"), where, found);
    return found;
  }

  /// Keyword arguments of a layer: tensors follow the others; a mask goes beside the first one.
  void take_named(const Json& kwargs, const std::string& where, Arguments& to) const {
    if (!kwargs.is_object()) return;
    for (const auto& item : kwargs.items()) {
      if (item.key() == "training" || item.key() == "constants") {
        if (item.value() == true)
          fail<file_error>(where, ": expected calls that train as the model does; got one with training = true.");
        continue;
      }
      if (item.key() == "mask") {
        Arguments mask;
        if (item.value().is_object()) take(item.value(), where, false, mask);
        to.complete = to.complete && mask.complete;
        if (mask.tensors.size() == 1) to.mask = mask.tensors[0];
        continue;
      }
      const std::string key = item.key();
      if (key == "initial_state" || key == "value" || key == "key" || key == "query" || key == "inputs" ||
          key == "sequences" || key == "sequence" || key == "input")
        take_argument(item.value(), where, to);
      else if (item.value().is_structured() && !item.value().empty())
        fail<file_error>(where, ": expected call arguments that this layer has; got \"", key, "\".");
    }
  }
  /// A tensor as Keras 3 writes it, or as Keras 2: [name, call, output].
  void take_argument(const Json& j, const std::string& where, Arguments& to) const {
    if (is_history(j))
      take_tensor(j, where, to);
    else if (j.is_array())
      for (const Json& part : j) take_argument(part, where, to);
    else
      take(j, where, false, to);
  }

  /// Makes a call, if all it needs is there.
  bool make(const Call& call) {
    Operation& operation = operations_.at(call.operation);
    const std::string& where = operation.where;
    Arguments args = arguments(call, where);
    if (!args.complete) return false;
    require<file_error>(!args.tensors.empty(), where, ": expected a call on tensors; got none.");
    at_place(where, [&] {
      if (!operation.layer) {
        operation.results[call.number] = {call_operation(call, operation, args)};
        return;
      }
      if (args.mask && !mask_of(args.tensors[0]).defined()) args.tensors[0] = with_mask(args.tensors[0], *args.mask);
      operation.layer->impl().set_dtype(model_dtype);
      operation.results[call.number] = operation.layer->impl().call_symbolically(args.tensors);
    });
    return true;
  }

  /// A number takes the dtype of the tensor beside it, as in Python.
  Tensor call_operation(const Call& call, const Operation& operation, Arguments& args) const {
    DType beside = float32;
    for (const Tensor& x : args.tensors)
      if (x.defined()) beside = x.dtype();
    for (std::size_t i = 0; i < args.tensors.size(); ++i)
      if (const Json* j = args.literals[i]) {
        const DType type = is_float(beside)       ? beside
                           : j->is_number_float() ? float32
                           : beside == bool_      ? int32
                                                  : beside;
        args.tensors[i] = Tensor::scalar(j->get<double>(), type);
      }
    const std::string& class_name = text(member(operation.json, "class_name", operation.where), operation.where);
    const OpCall op{args.tensors, operation.json["config"], optional_member(*call.node, "kwargs"), args.key,
                    operation.where};
    const Tensor y = call_op(class_name, op);
    require<file_error>(y.symbolic(), operation.where, ": expected an op on tensors of the model; got one on numbers.");
    if (graph_node(y).class_name == class_name) graph_node(y).name = call.operation;
    return y;
  }

  const Json& config_;
  const std::string& where_;
  std::map<std::string, Operation> operations_;
  std::map<std::string, std::set<index_t>> used_;
  std::vector<Call> waiting_;
};

}  // namespace keratin::saving::detail
#endif
