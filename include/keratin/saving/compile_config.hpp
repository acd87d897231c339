// What compile was given, as JSON: optimizer, losses, metrics and weights, by name or as objects. Included by
// saving.hpp.
#pragma once
#include "config_reader.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON

namespace keratin::saving::detail {

/// Whether names stay names: Keras cannot read "mse" from its own .h5 files.
enum class Names { keep, resolve };

inline Json loss_json(const Loss& loss, Names names = Names::keep) {
  if (!loss.given()) return nullptr;
  const std::string class_name = loss.impl().class_name();
  if (const std::string own = loss.impl().function_name(); !own.empty()) return function_json(own, true);
  if (!loss.given_name().empty() && (names == Names::keep || class_name == "function")) return loss.given_name();
  if (class_name == "function") return function_json(loss.name(), false);
  return object_json("keras.losses", class_name, config_of(loss.impl(), "saving the loss " + loss.name()));
}
inline Json metric_json(const Metric& metric, Names names = Names::keep) {
  const std::string class_name = metric.class_name();
  if (const std::string own = metric.impl().function_name(); !own.empty()) return function_json(own, true);
  if (!metric.given_name().empty() && (names == Names::keep || class_name == "function")) return metric.given_name();
  if (class_name == "function") return function_json(metric.name(), false);
  return object_json("keras.metrics", class_name, config_of(metric.impl(), "saving the metric " + metric.name()));
}
inline Json metrics_json(const metrics::Metrics& metrics, std::size_t outputs, Names names) {
  if (metrics.empty()) return nullptr;
  Json json = metrics.by_name().empty() ? Json::array() : Json::object();
  for (const Metric& m : metrics.list()) {
    const std::vector<Metric> several = m.flat();
    Json one = Json::array();
    for (const Metric& part : several) one.push_back(metric_json(part, names));
    json.push_back(several.size() == 1 && outputs == 1 ? one[0] : std::move(one));
  }
  for (const auto& [output, own] : metrics.by_name()) {
    Json one = metrics_json(own, 1, names);
    json[output] = one.is_null() ? Json::array() : std::move(one);
  }
  return json;
}

inline Json optimizer_json(const Optimizer& optimizer) {
  return object_json("keras.optimizers", optimizer.impl().class_name(),
                     config_of(optimizer.impl(), "saving the optimizer " + optimizer.name()));
}

inline Json compile_json(const ModelImpl& model, Names names = Names::keep) {
  const CompileOptions& options = *model.compile_options();
  const auto& list = options.loss.list();
  Json loss = list.size() == 1 ? loss_json(list[0], names) : Json();
  for (std::size_t i = 0; i < list.size() && list.size() > 1; ++i) loss.push_back(loss_json(list[i], names));
  for (const auto& [output, own] : options.loss.by_name()) loss[output] = loss_json(own, names);
  Json weights;
  const auto& numbers = options.loss_weights.list();
  for (const double w : numbers) weights.push_back(w);
  for (const auto& [output, w] : options.loss_weights.by_name()) weights[output] = w;
  const std::size_t outputs = model.outputs().size();
  return io::object({{"optimizer", optimizer_json(model.optimizer())},
                     {"loss", std::move(loss)},
                     {"loss_weights", std::move(weights)},
                     {"metrics", metrics_json(options.metrics, outputs, names)},
                     {"weighted_metrics", metrics_json(options.weighted_metrics, outputs, names)},
                     {"run_eagerly", false},
                     {"steps_per_execution", 1},
                     {"jit_compile", options.jit_compile.value}});
}

inline std::string class_named(const Json& json, const std::string& where) {
  const std::string& name = text(member(json, "class_name", where), where);
  return name.substr(name.find('>') + 1);  // Keras 2: "Custom>Adam"
}
[[noreturn]] inline void refuse_function(const std::string& where, const Json& json) {
  const std::string name = function_named(json["config"].get<std::string>());
  fail<file_error>(where, ": expected a registered function; got \"", name, "\". Hint: register_function(\"", name,
                   "\", f) first; or load_model(path, {.compile = false}), then compile.");
}

inline Loss loss_from(const Json& json, const std::string& where) {
  if (json.is_null()) return Loss(std::nullopt);
  return at_place(where, [&] {
    if (json.is_string()) return Loss(json.get<std::string>());
    const std::string class_name = class_named(json, where);
    const Json& config = member(json, "config", where);
    if (class_name == "function" && config.is_string()) {
      try {
        return Loss(function_named(config.get<std::string>()));
      } catch (const name_error&) {
        refuse_function(where, json);
      }
    }
    JsonReader fields(config, where);
    return losses::deserialize(class_name, fields);
  });
}
inline Metric metric_from(const Json& json, const std::string& where) {
  if (json.is_null()) return Metric(std::initializer_list<Metric>{});
  return at_place(where, [&] {
    if (json.is_string()) return Metric(json.get<std::string>());
    if (json.is_array()) {
      std::vector<Metric> several;
      for (const Json& one : json) several.push_back(metric_from(one, where));
      return Metric(several);
    }
    std::string class_name = class_named(json, where);
    const Json& config = member(json, "config", where);
    if (class_name == "function" && config.is_string()) {
      try {
        return Metric(function_named(config.get<std::string>()));
      } catch (const name_error&) {
        refuse_function(where, json);
      }
    }
    const Json& wrapped = optional_member(config, "fn");  // Keras 2 wraps a function under a name
    if (class_name == "MeanMetricWrapper" && wrapped.is_string()) {
      const Metric metric(wrapped.get<std::string>());
      metric.rename(name_of(config, where));
      return metric;
    }
    JsonReader fields(config, where);
    return metrics::deserialize(class_name, fields);
  });
}
inline metrics::Metrics metrics_from(const Json& json, const std::string& where) {
  if (json.is_null()) return {};
  if (json.is_object() && !json.contains("class_name")) {
    std::map<std::string, metrics::Metrics> by_name;
    for (const auto& item : json.items())
      by_name.emplace(item.key(), metrics_from(item.value(), where + ", " + item.key()));
    return by_name;
  }
  std::vector<Metric> list;
  if (!json.is_array()) return std::vector<Metric>{metric_from(json, where)};
  for (const Json& one : json) list.push_back(metric_from(one, where));
  return list;
}

inline Optimizer optimizer_from(const Json& json, const std::string& where) {
  return at_place(where, [&] {
    if (json.is_string()) return Optimizer(json.get<std::string>());
    JsonReader fields(member(json, "config", where), where);
    return optimizers::deserialize(class_named(json, where), fields);
  });
}

inline CompileOptions compile_from(const Json& json, const std::string& where) {
  CompileOptions options;
  const Json &optimizer = optional_member(json, "optimizer"), &loss = optional_member(json, "loss"),
             &weights = optional_member(json, "loss_weights");
  if (!optimizer.is_null()) options.optimizer = optimizer_from(optimizer, where + ", optimizer");
  const std::string of_loss = where + ", loss", of_weights = where + ", loss_weights";
  if (loss.is_array()) {
    std::vector<Loss> list;
    for (const Json& one : loss) list.push_back(loss_from(one, of_loss));
    options.loss = list;
  } else if (loss.is_object() && !loss.contains("class_name")) {
    std::map<std::string, Loss> by_name;
    for (const auto& item : loss.items())
      by_name.emplace(item.key(), loss_from(item.value(), of_loss + ", " + item.key()));
    options.loss = by_name;
  } else if (!loss.is_null()) {
    options.loss = loss_from(loss, of_loss);
  }
  if (weights.is_object()) {
    std::map<std::string, double> by_name;
    for (const auto& item : weights.items()) by_name[item.key()] = number(item.value(), of_weights);
    options.loss_weights = by_name;
  } else if (!weights.is_null()) {
    std::vector<double> list;
    if (!weights.is_array()) list.push_back(number(weights, of_weights));
    if (weights.is_array())
      for (const Json& one : weights) list.push_back(number(one, of_weights));
    options.loss_weights = list;
  }
  options.metrics = metrics_from(optional_member(json, "metrics"), where + ", metrics");
  options.weighted_metrics = metrics_from(optional_member(json, "weighted_metrics"), where + ", weighted_metrics");
  options.jit_compile = optional_member(json, "jit_compile") == Json(true);  // Keras 3 writes "auto" too
  return options;
}

}  // namespace keratin::saving::detail
#endif
