// Models, optimizers, losses and metrics from Keras's own configs, as far as their classes exist: what a config needs
// more is told as Missing.
//   auto made = model_from(json["model"]);   auto options = compile_options(json["compile"], made.outputs);
#pragma once
#include <keratin/keratin.hpp>

#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "json_fields.hpp"

namespace keratin::testing {

using Json = nlohmann::json;

/// A class that keratin has not.
struct Missing : std::runtime_error {
  explicit Missing(const Json& name) : std::runtime_error(name.is_string() ? name.get<std::string>() : name.dump()) {}
};

inline double number(const Json& c, const char* key, double otherwise = 0) {
  return c.contains(key) && c[key].is_number() ? c[key].get<double>() : otherwise;
}
inline bool flag(const Json& c, const char* key, bool otherwise = false) {
  return c.contains(key) && c[key].is_boolean() ? c[key].get<bool>() : otherwise;
}
inline std::optional<Real> given(const Json& c, const char* key) {
  if (!c.contains(key) || !c[key].is_number()) return std::nullopt;
  return Real(c[key].get<double>());
}
inline Shape shape_from(const Json& dims, std::size_t first = 0) {
  Shape shape;
  for (std::size_t i = first; i < dims.size(); ++i) shape.push_back(dims[i].is_null() ? -1 : dims[i].get<index_t>());
  return shape;
}

struct MadeModel {
  Model<> model;
  std::vector<std::string> outputs;
};
MadeModel model_from(const Json& j);

/// Of a class that keratin has.
inline Layer layer_from(const Json& j) {
  const std::string kind = j["class_name"];
  if (kind == "Sequential" || kind == "Functional") return model_from(j).model;
  FromJson fields(j["config"]);
  try {
    return layers::deserialize(kind, fields);
  } catch (const name_error&) {
    throw Missing(kind);
  }
}

/// A Sequential's config; it must begin with an InputLayer.
inline MadeModel sequential_from(const Json& c) {
  Sequential model({.name = c["name"]});
  std::string last;
  for (const Json& l : c["layers"]) {
    if (l["class_name"] == "InputLayer")
      model.add(Input(shape_from(l["config"]["batch_shape"], 1), {.name = l["config"]["name"]}));
    else
      model.add(layer_from(l));
    last = l["config"]["name"];
  }
  return {model, {last}};
}

/// A functional config: layers and the operator Add, called as inbound_nodes tell.
class FunctionalMaker {
 public:
  explicit FunctionalMaker(const Json& config) : config_(config) {}

  MadeModel make() {
    for (const Json& l : config_["layers"]) call(l);
    const Inputs inputs = tensors(config_["input_layers"]), outputs = tensors(config_["output_layers"]);
    std::vector<std::string> names;
    for (const Json& end : ends(config_["output_layers"])) names.push_back(end[0]);
    return {Model(inputs, outputs, {.name = config_["name"]}), names};
  }

 private:
  using Ends = std::vector<Json>;
  static Ends ends(const Json& j) { return j[0].is_string() ? Ends{j} : j.get<Ends>(); }
  Tensor tensor(const Json& end) {  // [name, call, output]
    return nodes_.at(end[0]).at(end[1].get<std::size_t>()).at(end[2].get<std::size_t>());
  }
  Inputs tensors(const Json& j) {
    Inputs all;
    for (const Json& end : ends(j)) all.push_back(tensor(end));
    return all;
  }
  void call(const Json& l) {
    const std::string name = l["name"];
    if (l["class_name"] == "InputLayer") {
      nodes_[name] = {{Input(shape_from(l["config"]["batch_shape"], 1), {.name = name})}};
      return;
    }
    const bool op = l["module"].get<std::string>().starts_with("keras.src.ops");
    if (op && l["class_name"] != "Add") throw Missing(l["class_name"]);
    std::optional<Layer> layer;
    if (!op) layer = layer_from(l);
    for (const Json& node : l["inbound_nodes"]) {
      Inputs in;
      for (const Json& arg : node["args"])  // of a merge one list
        for (const Json& one : arg.is_array() ? arg.get<Ends>() : Ends{arg})
          in.push_back(tensor(one["config"]["keras_history"]));
      if (node["kwargs"].contains("initial_state"))
        for (const Json& one : node["kwargs"]["initial_state"]) in.push_back(tensor(one["config"]["keras_history"]));
      nodes_[name].push_back(op ? Tensors{in[0] + in[1]} : layer->call_all(in));
    }
  }

  const Json& config_;
  std::map<std::string, std::vector<Tensors>> nodes_;
};

inline MadeModel model_from(const Json& j) {
  return j["class_name"] == "Sequential" ? sequential_from(j["config"]) : FunctionalMaker(j["config"]).make();
}

}  // namespace keratin::testing
