// Models, optimizers, losses and metrics from Keras's own configs, as far as their classes exist: what a config needs more
// is told as Missing.
//   auto made = model_from(json["model"]);   auto options = compile_options(json["compile"], made.outputs);
#pragma once
#include <keratin/keratin.hpp>

#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

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

inline activations::Activation activation_from(const Json& j) {
  try {
    return j.is_null() ? activations::Activation() : activations::Activation(j.get<std::string>());
  } catch (const name_error&) {
    throw Missing(j);
  }
}
inline Regularizer regularizer_from(const Json& j) {
  if (j.is_null()) return {};
  const Json& c = j["config"];
  if (j["class_name"] == "L1") return regularizers::L1(number(c, "l1"));
  if (j["class_name"] == "L2") return regularizers::L2(number(c, "l2"));
  if (j["class_name"] == "L1L2") return regularizers::L1L2({.l1 = number(c, "l1"), .l2 = number(c, "l2")});
  throw Missing(j["class_name"]);
}
inline constraints::Constraint constraint_from(const Json& j) {
  if (j.is_null()) return {};
  if (j["class_name"] == "MaxNorm") return constraints::MaxNorm({.max_value = number(j["config"], "max_value")});
  if (j["class_name"] == "UnitNorm") return constraints::UnitNorm();
  if (j["class_name"] == "NonNeg") return constraints::NonNeg();
  throw Missing(j["class_name"]);
}

inline Layer dense_from(const Json& c) {
  const auto optional = [&](const char* key) { return c.contains(key) ? c[key] : Json(); };
  layers::DenseOptions o;
  o.activation = activation_from(optional("activation"));
  o.use_bias = flag(c, "use_bias", true);
  o.kernel_regularizer = regularizer_from(optional("kernel_regularizer"));
  o.bias_regularizer = regularizer_from(optional("bias_regularizer"));
  o.activity_regularizer = regularizer_from(optional("activity_regularizer"));
  o.kernel_constraint = constraint_from(optional("kernel_constraint"));
  o.bias_constraint = constraint_from(optional("bias_constraint"));
  o.name = c["name"];
  o.trainable = flag(c, "trainable", true);
  return layers::Dense(c["units"].get<index_t>(), o);
}

struct MadeModel {
  Model<> model;
  std::vector<std::string> outputs;
};
MadeModel model_from(const Json& j);

inline Layer layer_from(const Json& j) {
  const Json& c = j["config"];
  const std::string kind = j["class_name"];
  if (kind == "Dense") return dense_from(c);
  layers::BasicOptions o;
  if (c.contains("name")) o.name = c["name"];
  if (kind == "Flatten") return layers::Flatten(o);
  if (kind == "Reshape") return layers::Reshape(shape_from(c["target_shape"]), o);
  if (kind == "Activation") return layers::Activation(activation_from(c["activation"]), o);
  if (kind == "Sequential" || kind == "Functional") return model_from(j).model;
  throw Missing(kind);
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
  Tensor tensor(const Json& end) { return nodes_.at(end[0]).at(end[1].get<std::size_t>()); }
  Inputs tensors(const Json& j) {
    Inputs all;
    for (const Json& end : ends(j)) all.push_back(tensor(end));
    return all;
  }
  void call(const Json& l) {
    const std::string name = l["name"];
    if (l["class_name"] == "InputLayer") {
      nodes_[name] = {Input(shape_from(l["config"]["batch_shape"], 1), {.name = name})};
      return;
    }
    const bool op = l["module"].get<std::string>().starts_with("keras.src.ops");
    if (op && l["class_name"] != "Add") throw Missing(l["class_name"]);
    std::optional<Layer> layer;
    if (!op) layer = layer_from(l);
    for (const Json& node : l["inbound_nodes"]) {
      Inputs in;
      for (const Json& arg : node["args"]) in.push_back(tensor(arg["config"]["keras_history"]));
      nodes_[name].push_back(op ? in[0] + in[1] : (*layer)(in));
    }
  }

  const Json& config_;
  std::map<std::string, Tensors> nodes_;
};

inline MadeModel model_from(const Json& j) {
  return j["class_name"] == "Sequential" ? sequential_from(j["config"]) : FunctionalMaker(j["config"]).make();
}

/// The options that all optimizers share.
template <class Options>
Options optimizer_options(const Json& c) {
  if (!c["learning_rate"].is_number()) throw Missing(c["learning_rate"]["class_name"]);
  Options o;
  o.learning_rate = c["learning_rate"].get<double>();
  o.weight_decay = given(c, "weight_decay");
  o.clipnorm = given(c, "clipnorm");
  o.clipvalue = given(c, "clipvalue");
  o.global_clipnorm = given(c, "global_clipnorm");
  o.use_ema = flag(c, "use_ema");
  o.ema_momentum = number(c, "ema_momentum", 0.99);
  if (c.contains("ema_overwrite_frequency") && c["ema_overwrite_frequency"].is_number())
    o.ema_overwrite_frequency = c["ema_overwrite_frequency"].get<index_t>();
  if (given(c, "gradient_accumulation_steps")) throw Missing("gradient_accumulation_steps");
  return o;
}
inline Optimizer optimizer_from(const Json& j) {
  const Json& c = j["config"];
  const std::string kind = j["class_name"];
  if (kind == "SGD") {
    auto o = optimizer_options<optimizers::SGDOptions>(c);
    o.momentum = number(c, "momentum");
    o.nesterov = flag(c, "nesterov");
    return optimizers::SGD(o);
  }
  if (kind == "RMSprop") {
    auto o = optimizer_options<optimizers::RMSpropOptions>(c);
    o.rho = number(c, "rho", 0.9);
    o.momentum = number(c, "momentum");
    o.epsilon = number(c, "epsilon", 1e-7);
    o.centered = flag(c, "centered");
    return optimizers::RMSprop(o);
  }
  if (kind == "Adam") {
    auto o = optimizer_options<optimizers::AdamOptions>(c);
    o.beta_1 = number(c, "beta_1", 0.9);
    o.beta_2 = number(c, "beta_2", 0.999);
    o.epsilon = number(c, "epsilon", 1e-7);
    o.amsgrad = flag(c, "amsgrad");
    return optimizers::Adam(o);
  }
  if (kind == "Adadelta") {
    auto o = optimizer_options<optimizers::AdadeltaOptions>(c);
    o.rho = number(c, "rho", 0.95);
    o.epsilon = number(c, "epsilon", 1e-7);
    return optimizers::Adadelta(o);
  }
  throw Missing(kind);
}

inline losses::Reduction reduction_from(const Json& c) {
  const std::string text = c.contains("reduction") ? c["reduction"].is_null() ? "none" : c["reduction"].get<std::string>() : "";
  if (text == "sum") return losses::Reduction::sum;
  if (text == "none") return losses::Reduction::none;
  if (text == "mean_with_sample_weight") return losses::Reduction::mean_with_sample_weight;
  if (text == "" || text == "sum_over_batch_size") return losses::Reduction::sum_over_batch_size;
  throw Missing(text);
}
inline Loss loss_from(const Json& j) {
  if (j.is_string()) try {
      return Loss(j.get<std::string>());
    } catch (const name_error&) {
      throw Missing(j);
    }
  const Json& c = j["config"];
  const std::string kind = j["class_name"];
  const auto reduction = reduction_from(c);
  const bool logits = flag(c, "from_logits");
  const double smoothing = number(c, "label_smoothing");
  if (kind == "MeanSquaredError") return losses::MeanSquaredError({.reduction = reduction});
  if (kind == "MeanAbsoluteError") return losses::MeanAbsoluteError({.reduction = reduction});
  if (kind == "BinaryCrossentropy")
    return losses::BinaryCrossentropy({.from_logits = logits, .label_smoothing = smoothing, .reduction = reduction});
  if (kind == "CategoricalCrossentropy")
    return losses::CategoricalCrossentropy({.from_logits = logits, .label_smoothing = smoothing, .reduction = reduction});
  if (kind == "SparseCategoricalCrossentropy") {
    losses::SparseCategoricalCrossentropyOptions o{.from_logits = logits, .reduction = reduction};
    if (c.contains("ignore_class") && c["ignore_class"].is_number()) o.ignore_class = c["ignore_class"].get<index_t>();
    return losses::SparseCategoricalCrossentropy(o);
  }
  throw Missing(kind);
}

inline Metric metric_from(const Json& j) {
  if (j.is_string()) try {
      return Metric(j.get<std::string>());
    } catch (const name_error&) {
      throw Missing(j);
    }
  const Json& c = j["config"];
  const std::string kind = j["class_name"];
  const std::string name = c.contains("name") ? c["name"].get<std::string>() : snake_case(kind);
  if (kind == "Accuracy") return metrics::Accuracy({.name = name});
  if (kind == "BinaryAccuracy") return metrics::BinaryAccuracy({.name = name, .threshold = number(c, "threshold", 0.5)});
  if (kind == "CategoricalAccuracy") return metrics::CategoricalAccuracy({.name = name});
  if (kind == "SparseCategoricalAccuracy") return metrics::SparseCategoricalAccuracy({.name = name});
  if (kind == "TopKCategoricalAccuracy") return metrics::TopKCategoricalAccuracy({.k = static_cast<index_t>(number(c, "k", 5)), .name = name});
  if (kind == "SparseTopKCategoricalAccuracy")
    return metrics::SparseTopKCategoricalAccuracy({.k = static_cast<index_t>(number(c, "k", 5)), .name = name});
  if (!c.empty()) throw Missing(kind);
  return metric_from(kind);
}
inline metrics::Metrics metrics_from(const Json& j, const std::vector<std::string>& outputs) {
  if (j.is_null() || j.empty()) return {};
  const auto list = [](const Json& several) {
    std::vector<Metric> all;
    if (!several.is_array()) return std::vector<Metric>{metric_from(several)};
    for (const Json& one : several) all.push_back(metric_from(one));
    return all;
  };
  if (outputs.size() == 1) return list(j);
  std::map<std::string, metrics::Metrics> by_name;
  for (std::size_t i = 0; i < outputs.size(); ++i) by_name.emplace(outputs[i], list(j[i]));
  return by_name;
}

/// Of get_compile_config(), for a model with these outputs.
inline CompileOptions compile_options(const Json& j, const std::vector<std::string>& outputs) {
  CompileOptions o;
  o.optimizer = optimizer_from(j["optimizer"]);
  if (j["loss"].is_array()) {
    std::map<std::string, Loss> by_name;
    for (std::size_t i = 0; i < outputs.size(); ++i) by_name.emplace(outputs[i], loss_from(j["loss"][i]));
    o.loss = by_name;
  } else {
    o.loss = loss_from(j["loss"]);
  }
  if (j["loss_weights"].is_array()) {
    std::map<std::string, double> by_name;
    for (std::size_t i = 0; i < outputs.size(); ++i) by_name.emplace(outputs[i], j["loss_weights"][i].get<double>());
    o.loss_weights = by_name;
  }
  o.metrics = metrics_from(j["metrics"], outputs);
  o.weighted_metrics = metrics_from(j["weighted_metrics"], outputs);
  return o;
}

}  // namespace keratin::testing
