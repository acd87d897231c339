// A model's configuration as JSON, in Keras's layout. Included by saving.hpp.
#pragma once
#include <set>

#include "op_arguments.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
#include "../models/model_impl.hpp"

namespace keratin::saving::detail {

using models::ModelImpl;

Json model_json(const ModelImpl& model);

/// Whether Keras has pairs for what is padded or cropped: before and after, for each of several axes.
inline bool has_pairs(const std::string& class_name) {
  return class_name == "ZeroPadding2D" || class_name == "ZeroPadding3D" || class_name == "Cropping2D" ||
         class_name == "Cropping3D";
}

inline Json layer_config(const LayerImpl& layer) {
  Json config = io::object(
      {{"name", layer.name()}, {"trainable", layer.trainable()}, {"dtype", dtype_policy(layer.compute_dtype())}});
  // The layers of Keras that have their own ways; these refuse `trainable`.
  if (layer.class_name() == "Discretization" || layer.class_name().starts_with("SpatialDropout"))
    config = io::object({{"name", layer.name()}, {"dtype", std::string(to_string_view(layer.dtype()))}});
  if (layer.class_name() == "Lambda") config["arguments"] = Json::object();  // Python's keyword arguments
  config.update(config_of(layer, concat("saving ", layer.name(), " (", layer.class_name(), ")")));
  if (has_pairs(layer.class_name()))
    for (const char* key : {"padding", "cropping"}) {
      if (!config.contains(key)) continue;
      Json pairs = Json::array();
      for (std::size_t i = 0; i + 1 < config[key].size(); i += 2)
        pairs.push_back(Json::array({config[key][i], config[key][i + 1]}));
      config[key] = std::move(pairs);
    }
  return config;
}

/// A layer, whole models too: where its class is, and its configuration.
inline Json layer_json(const LayerImpl& layer) {
  if (const auto* model = dynamic_cast<const ModelImpl*>(&layer)) return model_json(*model);
  Json json = object_json("keras.layers", layer.class_name(), layer_config(layer));
  if (is_custom(layer)) {
    json["module"] = nullptr;
    json["registered_name"] = "Custom>" + layer.class_name();
  }
  return json;
}

inline Json input_json(const GraphNode& node) {
  return object_json("keras.layers", "InputLayer",
                     io::object({{"batch_shape", shape_json(node.shapes[0])},
                                 {"dtype", std::string(to_string_view(node.dtypes[0]))},
                                 {"sparse", false},
                                 {"ragged", false},
                                 {"name", node.name}}));
}

inline Json sequential_config(const ModelImpl& model) {
  Json layers = Json::array();
  if (!model.inputs().empty()) layers.push_back(input_json(graph_node(model.inputs()[0])));
  for (const Layer& layer : model.layers()) layers.push_back(layer_json(layer.impl()));
  Json config = io::object({{"name", model.name()},
                            {"trainable", model.trainable()},
                            {"dtype", dtype_policy(model.compute_dtype())},
                            {"layers", std::move(layers)}});
  if (!model.inputs().empty()) config["build_input_shape"] = shape_json(model.inputs()[0].shape());
  return config;
}

/// The configuration of a graph: each layer or op once, with its calls.
class GraphWriter {
 public:
  explicit GraphWriter(const ModelImpl& model) : model_(model), nodes_(model.graph().nodes()) {
    for (const auto& node : nodes_) name_calls(*node);
  }

  Json config() const {
    Json layers = Json::array();
    for (const auto& [name, calls] : operations_) layers.push_back(operation(name, calls));
    return io::object({{"name", model_.name()},
                       {"trainable", model_.trainable()},
                       {"layers", std::move(layers)},
                       {"input_layers", ends(model_.inputs())},
                       {"output_layers", ends(model_.outputs())}});
  }

 private:
  using Calls = std::vector<const GraphNode*>;

  bool within(const GraphNode* node) const {
    return std::any_of(nodes_.begin(), nodes_.end(), [&](const auto& n) { return n.get() == node; });
  }

  /// Notes a node under its layer, whose other calls in this model are noted with it, in the order they were made.
  void name_calls(const GraphNode& node) {
    if (places_.contains(&node)) return;
    Calls calls;
    if (const auto* layer = dynamic_cast<const LayerImpl*>(node.layer.get())) {
      for (const LayerCall* call : layer->calls())
        if (within(call)) calls.push_back(call);
    } else {
      calls.push_back(&node);
    }
    std::string name = node.name;
    for (int n = 1; names_.contains(name); ++n) name = node.name + "_" + std::to_string(n);
    names_.insert(name);
    for (std::size_t i = 0; i < calls.size(); ++i) places_[calls[i]] = {name, i};
    operations_.emplace_back(name, std::move(calls));
  }

  Json history(const Tensor& x) const {
    const auto& [name, call] = places_.at(&graph_node(x));
    return {name, call, x.get().output};
  }
  Json ends(const Tensors& tensors) const {
    if (tensors.size() == 1) return history(tensors[0]);
    Json all = Json::array();
    for (const Tensor& x : tensors) all.push_back(history(x));
    return all;
  }

  Json operation(const std::string& name, const Calls& calls) const {
    const GraphNode& node = *calls[0];
    const auto* const layer = dynamic_cast<const LayerImpl*>(node.layer.get());
    Json json = layer != nullptr ? layer_json(*layer) : is_input(node) ? input_json(node) : op_json(name, node);
    if (is_input(node)) json["config"]["name"] = name;
    json["name"] = name;
    json["inbound_nodes"] = Json::array();
    if (is_input(node)) return json;
    for (const GraphNode* call : calls)
      json["inbound_nodes"].push_back(layer != nullptr ? layer_call(*call) : op_call(*call));
    return json;
  }
  bool is_input(const GraphNode& node) const {
    return std::any_of(model_.inputs().begin(), model_.inputs().end(),
                       [&](const Tensor& x) { return &graph_node(x) == &node; });
  }

  Json argument(const Tensor& x) const {
    if (x.symbolic())
      return io::object({{"class_name", "__keras_tensor__"},
                         {"config", io::object({{"shape", shape_json(x.shape())},
                                                {"dtype", std::string(to_string_view(x.dtype()))},
                                                {"keras_history", history(x)}})}});
    if (x.rank() == 0) return is_float(x.dtype()) ? Json(x.item<double>()) : Json(x.item<std::int64_t>());
    index_t next = 0;
    return io::object(
        {{"class_name", "__numpy__"},
         {"config", io::object({{"value", values(x, 0, next)}, {"dtype", std::string(to_string_view(x.dtype()))}})}});
  }
  static Json values(const Tensor& x, std::size_t axis, index_t& next) {
    if (axis == x.shape().rank()) {
      const Tensor one = x.reshape({-1}).slice(next, next + 1);
      ++next;
      return is_float(x.dtype()) ? Json(one.item<double>()) : Json(one.item<std::int64_t>());
    }
    Json list = Json::array();
    for (index_t i = 0; i < x.shape()[axis]; ++i) list.push_back(values(x, axis + 1, next));
    return list;
  }

  /// How Keras's layers take several tensors: recurrent ones a sequence and, by name, its states; attention one after
  /// the other; all others a list.
  Json layer_call(const GraphNode& call) const {
    Json tensors = Json::array(), kwargs = Json::object();
    const std::vector<std::string> names = tensor_names(call);
    const std::size_t positional = call.inputs.size() - names.size();
    for (std::size_t i = 0; i < call.inputs.size(); ++i)
      (i < positional ? tensors.emplace_back() : kwargs[names[i - positional]]) = argument(call.inputs[i]);
    for (const OpArgument& a : call.arguments)
      if (std::string_view(a.name) != "tensors") kwargs[a.name] = literal_json(a, call.name);
    const bool one_way = call.class_name.ends_with("RNN") || call.class_name == "LSTM" || call.class_name == "GRU" ||
                         call.class_name.starts_with("ConvLSTM");
    if (tensors.size() == 1 && one_way) kwargs["training"] = false;  // as Keras writes it; it counts for nothing
    if (tensors.size() == 1 && !call.masks.empty() && within(&graph_node(call.masks[0])))
      kwargs["mask"] = argument(call.masks[0]);
    if (tensors.size() > 1) {
      if (one_way || call.class_name == "Bidirectional") {
        kwargs["initial_state"] = Json(tensors.begin() + 1, tensors.end());
        tensors = Json::array({tensors[0]});
      } else if (call.class_name.ends_with("Cell") || call.class_name == "StackedRNNCells") {
        tensors = Json::array({tensors[0], Json(tensors.begin() + 1, tensors.end())});  // a step's input, the states
      } else if (call.class_name != "MultiHeadAttention" && call.class_name != "GroupQueryAttention") {
        tensors = Json::array({std::move(tensors)});
      }
    }
    return io::object({{"args", std::move(tensors)}, {"kwargs", std::move(kwargs)}});
  }

  static Json op_json(const std::string& name, const GraphNode& node) {
    Json config = io::object({{"name", name}});
    for (const OpArgument& a : node.arguments)
      if (!is_call_argument(node, a.name)) config[a.name] = literal_json(a, name);
    Json json = object_json(node.module.c_str(), node.class_name, std::move(config));
    json["registered_name"] = node.class_name;
    return json;
  }
  Json op_call(const GraphNode& call) const {
    Json args = Json::array(), kwargs = Json::object();
    for (const char* name : optional_tensors(call.class_name)) kwargs[name] = nullptr;
    const std::vector<std::string> names = tensor_names(call);
    const std::size_t positional = call.inputs.size() - names.size();
    for (std::size_t i = 0; i < call.inputs.size(); ++i)
      if (i < positional)
        args.push_back(argument(call.inputs[i]));
      else
        kwargs[names[i - positional]] = argument(call.inputs[i]);
    if (call.class_name == "Concatenate" || call.class_name == "Stack") args = Json::array({std::move(args)});
    for (const OpArgument& a : call.arguments) {
      const std::string_view name = a.name;
      if (name == "key")
        args.push_back(literal_json(a, call.name));  // x[key]
      else if (name != "tensors" && is_call_argument(call, name))
        kwargs[a.name] = literal_json(a, call.name);
    }
    return io::object({{"args", std::move(args)}, {"kwargs", std::move(kwargs)}});
  }

  const ModelImpl& model_;
  const std::vector<Ref<GraphNode>>& nodes_;
  std::map<const GraphNode*, std::pair<std::string, std::size_t>> places_;
  std::vector<std::pair<std::string, Calls>> operations_;
  std::set<std::string> names_;
};

inline Json model_json(const ModelImpl& model) {
  if (model.sequential()) return object_json("keras", "Sequential", sequential_config(model));
  Json json = object_json("keras.src.models.functional", "Functional", GraphWriter(model).config());
  json["registered_name"] = "Functional";
  return json;
}

}  // namespace keratin::saving::detail
#endif
