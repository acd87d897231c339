// Optimizers, losses and metrics from Keras's own configs, as far as their classes exist.
//   model.compile(compile_options(json["compile"], outputs));
#pragma once
#include "json_fields.hpp"
#include "keras_config.hpp"

namespace keratin::testing {

inline Optimizer optimizer_from(const Json& j) {
  FromJson fields(j["config"]);
  return optimizers::deserialize(j["class_name"].get<std::string>(), fields);
}

/// By its name, or from its class and configuration.
inline Loss loss_from(const Json& j) {
  if (j.is_string()) return Loss(j.get<std::string>());
  FromJson fields(j["config"]);
  const Json& c = j["config"];
  // Configurations that Keras writes leave these out.
  if (j["class_name"] == "Huber" && c.contains("delta")) {
    losses::HuberOptions options{.delta = number(c, "delta")};
    options.fields(fields);
    return losses::Huber(options);
  }
  if (j["class_name"] == "CosineSimilarity" && c.contains("axis")) {
    losses::CosineSimilarityOptions options{.axis = c["axis"].get<index_t>()};
    options.fields(fields);
    return losses::CosineSimilarity(options);
  }
  return losses::deserialize(j["class_name"].get<std::string>(), fields);
}

inline Metric metric_from(const Json& j) {
  if (j.is_string()) return Metric(j.get<std::string>());
  FromJson fields(j["config"]);
  return metrics::deserialize(j["class_name"].get<std::string>(), fields);
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
