// What a call in inbound_nodes is given. Included by graph_reader.hpp.
#pragma once
#include "graph_results.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
namespace keratin::saving::detail {

struct CallArguments {
  Tensors tensors = {};                      ///< In their order.
  std::vector<const Json*> given = {};       ///< Of an op: what stands in a tensor's place, or null.
  std::map<std::string, Tensor> named = {};  ///< Of an op: tensors among the keyword arguments.
  Json key = {};                             ///< Of x[key].
  std::optional<Tensor> mask = {};
  std::vector<OpArgument> arguments =
      {};                ///< Of a layer: those that are no tensors, and the names of the last tensors.
  bool complete = true;  ///< Whether all tensors are made already.
};

/// Reads the arguments of one call.
class ArgumentReader {
 public:
  ArgumentReader(const GraphResults& results, const Operation& operation)
      : results_(results), where_(operation.where), op_(!operation.layer) {}

  CallArguments read(const Json& node, bool item) {
    if (node.is_array()) {  // Keras 2: [[name, call, output, kwargs], …]
      for (const Json& part : node) {
        take_tensor(part);
        if (part.size() > 3) take_layer_keywords(part[3]);
      }
      return std::move(found_);
    }
    const Json& args = member(node, "args", where_);
    if (!args.is_array()) refuse(where_, "a list of arguments", args);
    for (std::size_t i = 0; i < args.size(); ++i) {
      if (item && i == 1)
        found_.key = args[i];
      else
        take(args[i]);
    }
    const Json& kwargs = optional_member(node, "kwargs");
    op_ ? take_op_keywords(kwargs) : take_layer_keywords(kwargs);
    return std::move(found_);
  }

 private:
  void push(Tensor x, const Json* instead = nullptr) {
    found_.tensors.push_back(std::move(x));
    found_.given.push_back(instead);
  }
  void take_tensor(const Json& history) {
    const auto x = results_.find(history, where_);
    found_.complete = found_.complete && x;
    if (x) push(*x);
  }
  static bool is_constant(const Json& j) {
    const Json& kind = optional_member(j, "class_name");
    return kind == "__numpy__" || kind == "__tensor__";
  }
  static bool is_tensor(const Json& j) { return optional_member(j, "class_name") == "__keras_tensor__"; }
  static const Json& history(const Json& j, const std::string& where) {
    return member(member(j, "config", where), "keras_history", where);
  }

  void take(const Json& j) {
    if (is_tensor(j))
      take_tensor(history(j, where_));
    else if (is_constant(j))
      push(constant(member(j, "config", where_)));
    else if (op_ && (j.is_number() || j.is_null()))
      push({}, &j);
    else if (op_ && j.is_array() && !j.empty() && j[0].is_number())
      push(constant(io::object({{"value", j}, {"dtype", "int32"}})), &j);
    else if (j.is_array())
      for (const Json& part : j) take(part);
    else if (!j.is_null() && !j.is_boolean())
      refuse(where_, "tensors as arguments", j);
  }

  Tensor constant(const Json& config) const {
    std::vector<double> values;
    Shape dims;
    flatten(member(config, "value", where_), 0, dims, values);
    return Tensor::from(values, dims).cast(dtype(member(config, "dtype", where_), where_));
  }
  void flatten(const Json& j, std::size_t depth, Shape& dims, std::vector<double>& values) const {
    if (!j.is_array()) {
      values.push_back(j.is_boolean() ? j.get<bool>() : number(j, where_));
      if (depth != dims.rank()) refuse(where_, "an array of numbers", j);
      return;
    }
    const auto n = static_cast<index_t>(j.size());
    if (values.empty() && dims.rank() == depth) dims.push_back(n);
    if (depth >= dims.rank() || dims[depth] != n) refuse(where_, "an array with rows of one length", j);
    for (const Json& part : j) flatten(part, depth + 1, dims, values);
  }

  void take_op_keywords(const Json& kwargs) {
    if (!kwargs.is_object()) return;
    for (const auto& item : kwargs.items()) {
      if (is_constant(item.value())) found_.named[item.key()] = constant(member(item.value(), "config", where_));
      if (!is_tensor(item.value())) continue;
      const auto x = results_.find(history(item.value(), where_), where_);
      found_.complete = found_.complete && x;
      if (x) found_.named[item.key()] = *x;
    }
  }

  /// Keyword arguments of a layer: tensors follow the others, in the order of Keras's calls; a mask goes beside the
  /// first one.
  void take_layer_keywords(const Json& kwargs) {
    if (!kwargs.is_object()) return;
    for (const char* name : {"inputs", "input", "sequences", "sequence", "query", "value", "key", "initial_state"})
      take_argument(optional_member(kwargs, name));
    take_mask(optional_member(kwargs, "mask"));
    take_attention_mask(optional_member(kwargs, "attention_mask"));
    for (const char* name : {"return_attention_scores", "use_causal_mask"})
      if (optional_member(kwargs, name) == true) found_.arguments.emplace_back(name, Flag(true));
    static const std::set<std::string> known = {"inputs",
                                                "input",
                                                "sequences",
                                                "sequence",
                                                "query",
                                                "value",
                                                "key",
                                                "initial_state",
                                                "mask",
                                                "query_mask",
                                                "value_mask",
                                                "key_mask",
                                                "training",
                                                "constants",
                                                "use_causal_mask",
                                                "attention_mask",
                                                "return_attention_scores"};
    // A model's own `training` takes the place of what its calls say, in Keras too; masks travel beside the data.
    for (const auto& item : kwargs.items())
      if (!known.contains(item.key()) && item.value().is_structured() && !item.value().empty())
        fail<file_error>(where_, ": expected call arguments that this layer has; got \"", item.key(), "\".");
  }
  /// It stands behind query, value and key; where there is no key, that is the value.
  void take_attention_mask(const Json& j) {
    if (j.is_null()) return;
    if (found_.tensors.size() == 2) push(found_.tensors[1]);
    take(j);
    found_.arguments.emplace_back("tensors", "attention_mask");
  }
  void take_mask(const Json& j) {
    if (is_constant(j)) found_.mask = constant(member(j, "config", where_));
    if (is_constant(j) || !j.is_object()) return;
    const auto x = results_.find(history(j, where_), where_);
    found_.complete = found_.complete && x;
    if (x) found_.mask = *x;
  }
  /// A tensor as Keras 3 writes it, or as Keras 2: [name, call, output].
  void take_argument(const Json& j) {
    if (is_history(j))
      take_tensor(j);
    else if (j.is_array())
      for (const Json& part : j) take_argument(part);
    else
      take(j);
  }

  const GraphResults& results_;
  const std::string& where_;
  bool op_;
  CallArguments found_;
};

}  // namespace keratin::saving::detail
#endif
