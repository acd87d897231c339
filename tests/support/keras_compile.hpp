// Optimizers, losses and metrics from Keras's own configs, as far as their classes exist.
//   model.compile(compile_options(json["compile"], outputs));
#pragma once
#include "keras_config.hpp"

namespace keratin::testing {

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
  const std::string text =
      c.contains("reduction") ? c["reduction"].is_null() ? "none" : c["reduction"].get<std::string>() : "";
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
    return losses::CategoricalCrossentropy(
        {.from_logits = logits, .label_smoothing = smoothing, .reduction = reduction});
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
  if (kind == "BinaryAccuracy")
    return metrics::BinaryAccuracy({.name = name, .threshold = number(c, "threshold", 0.5)});
  if (kind == "CategoricalAccuracy") return metrics::CategoricalAccuracy({.name = name});
  if (kind == "SparseCategoricalAccuracy") return metrics::SparseCategoricalAccuracy({.name = name});
  if (kind == "TopKCategoricalAccuracy")
    return metrics::TopKCategoricalAccuracy({.k = static_cast<index_t>(number(c, "k", 5)), .name = name});
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
