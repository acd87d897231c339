// JsonReader: sets an object's fields as Keras's from_config does. Included by fields_json.hpp.
#pragma once
#include "json_values.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
#include "../activations/activations.hpp"
#include "../constraints/constraints.hpp"
#include "../initializers/initializers.hpp"
#include "../layers/layers.hpp"
#include "../losses/losses.hpp"
#include "../metrics/metrics.hpp"
#include "../optimizers/optimizers.hpp"
#include "../regularizers/regularizers.hpp"

namespace keratin::saving::detail {

Layer layer_from(const Json& json, const std::string& where);

/// Sets the fields that a configuration has; the others stay as they are, and what is no field is passed over, as other
/// versions of Keras write other ones.
class JsonReader final : public Fields {
 public:
  JsonReader(const Json& config, std::string where) : config_(config), where_(std::move(where)) {}
  void field(std::string_view name, FieldRef place) override {
    const auto found = config_.find(std::string(name));
    if (found == config_.end()) return;
    const std::string where = where_ + ", " + std::string(name);
    std::visit([&](auto* value) { set(*value, *found, where); }, place);
  }
  const std::string& where() const { return where_; }

 private:
  static void set(Flag& value, const Json& j, const std::string& where) { value = flag(j, where); }
  static void set(Int& value, const Json& j, const std::string& where) { value = integer(j, where); }
  static void set(Real& value, const Json& j, const std::string& where) { value = number(j, where); }
  static void set(std::string& value, const Json& j, const std::string& where) {
    if (!j.is_null()) value = text(j, where);
  }
  template <class T>
  static void set(std::optional<T>& value, const Json& j, const std::string& where) {
    if (j.is_null()) {
      value.reset();
      return;
    }
    if constexpr (std::same_as<T, std::string>) {
      value = text(j, where);
    } else {
      T some = [] {
        if constexpr (std::same_as<T, Flag>)
          return T(false);
        else
          return T(0);
      }();
      set(some, j, where);
      value = some;
    }
  }
  static void set(Numbers& value, const Json& j, const std::string& where) {
    std::vector<double> several;
    if (j.is_number()) return static_cast<void>(value = number(j, where));
    set(several, j, where);
    value = j.is_null() ? Numbers() : Numbers(several);
  }
  static void set(Shape& value, const Json& j, const std::string& where) {
    value = j.is_null() ? Shape() : shape(j, where);
  }
  static void set(Axes& value, const Json& j, const std::string& where) {
    value = j.is_null() ? Axes() : Axes(shape(j, where));
  }
  template <class T>
  static void set(std::vector<T>& values, const Json& j, const std::string& where) {
    values.clear();
    if (j.is_null()) return;
    if (!j.is_array()) refuse(where, "a list", j);
    for (const Json& item : j) {
      if constexpr (std::same_as<T, std::string>)
        values.push_back(text(item, where));
      else if constexpr (std::same_as<T, double>)
        values.push_back(number(item, where));
      else
        values.push_back(integer(item, where));
    }
  }
  static void set(losses::Reduction& value, const Json& j, const std::string& where) {
    using losses::Reduction;
    const std::pair<const char*, Reduction> names[] = {{"sum_over_batch_size", Reduction::sum_over_batch_size},
                                                       {"mean", Reduction::mean},
                                                       {"auto", Reduction::sum_over_batch_size},
                                                       {"sum", Reduction::sum},
                                                       {"none", Reduction::none},
                                                       {"mean_with_sample_weight", Reduction::mean_with_sample_weight}};
    for (const auto& [name, reduction] : names)
      if (j == name || (j.is_null() && reduction == Reduction::none)) {
        value = reduction;
        return;
      }
    refuse(where, "a reduction, such as \"sum\"", j);
  }
  static void set(std::optional<Layer>& value, const Json& j, const std::string& where) {
    value.reset();
    if (!j.is_null()) value = layer_from(j, where);
  }
  static void set(std::vector<Layer>& values, const Json& j, const std::string& where) {
    if (!j.is_array()) refuse(where, "a list of layers", j);
    values.clear();
    for (const Json& layer : j) values.push_back(layer_from(layer, where));
  }
  static void set(FunctionName& value, const Json& j, const std::string& where);
  static void set(std::optional<optimizers::Optimizer>& value, const Json& j, const std::string& where);
  static void set(std::optional<optimizers::OptimizerMap>& value, const Json& j, const std::string& where);
  static void set(activations::Activation& value, const Json& j, const std::string& where);
  static void set(initializers::Initializer& value, const Json& j, const std::string& where) {
    value = object<initializers::Initializer>(j, where, initializers::deserialize);
  }
  static void set(regularizers::Regularizer& value, const Json& j, const std::string& where) {
    value = object<regularizers::Regularizer>(j, where, regularizers::deserialize);
  }
  static void set(constraints::Constraint& value, const Json& j, const std::string& where) {
    value = object<constraints::Constraint>(j, where, constraints::deserialize);
  }
  static void set(optimizers::LearningRate& value, const Json& j, const std::string& where);

  /// None, by name, or a class with its configuration.
  template <class T>
  static T object(const Json& j, const std::string& where, T (*make)(std::string_view, Fields&)) {
    if (j.is_null()) return T();
    return at_place(where, [&] {
      if (j.is_string()) return T(j.get<std::string>());
      JsonReader fields(member(j, "config", where), where);
      return make(text(member(j, "class_name", where), where), fields);
    });
  }

  const Json& config_;
  std::string where_;
};

inline void JsonReader::set(optimizers::LearningRate& value, const Json& j, const std::string& where) {
  if (!j.is_object()) {
    value = number(j, where);
    return;
  }
  value = at_place(where, [&] {
    JsonReader fields(member(j, "config", where), where);
    return optimizers::schedules::deserialize(text(member(j, "class_name", where), where), fields);
  });
}

/// A name, or {"class_name": "function", "config": name}. What Keras writes of a lambda is Python's code.
inline void JsonReader::set(FunctionName& value, const Json& j, const std::string& where) {
  const Json& named =
      j.is_object() && optional_member(j, "class_name") == "function" ? optional_member(j, "config") : j;
  if (!named.is_string())
    fail<file_error>(where, ": expected the name of a function; got Python's code. Hint: in Keras, give Lambda a ",
                     "function with register_keras_serializable; here, register_function under its name.");
  value.name = function_named(named.get<std::string>());
}

inline void JsonReader::set(std::optional<optimizers::Optimizer>& value, const Json& j, const std::string& where) {
  if (j.is_null()) return value.reset();
  value = at_place(where, [&] {
    JsonReader fields(member(j, "config", where), where);
    return optimizers::deserialize(text(member(j, "class_name", where), where), fields);
  });
}

/// An optimizer with several keys stands there once for each: the same text is the same optimizer.
inline void JsonReader::set(std::optional<optimizers::OptimizerMap>& value, const Json& j, const std::string& where) {
  if (!j.is_object() || optional_member(j, "class_name") != "OptimizerMap")
    refuse(where, "an OptimizerMap, for a function is Python's code", j);
  std::vector<std::pair<const Json*, optimizers::Optimizer>> known;
  const auto read = [&](const Json& one, const std::string& of) {
    for (const auto& [text, optimizer] : known)
      if (*text == one) return optimizer;
    std::optional<optimizers::Optimizer> made;
    set(made, one, of);
    if (!made) refuse(of, "an optimizer", one);
    return known.emplace_back(&one, *made).second;
  };
  const Json& config = member(j, "config", where);
  at_place(where, [&] {
    value.emplace(read(member(config, "default_optimizer", where), where));
    for (const auto& item : member(config, "optimizer_map", where).items())
      value->set(item.key(), read(item.value(), where + ", " + item.key()));
  });
}

/// A name, {"class_name": "function", "config": name}, or a layer, such as LeakyReLU with its slope.
inline void JsonReader::set(activations::Activation& value, const Json& j, const std::string& where) {
  if (j.is_null()) {
    value = {};
    return;
  }
  value = at_place(where, [&] {
    if (j.is_string()) return activations::Activation(j.get<std::string>());
    const std::string& name = text(member(j, "class_name", where), where);
    const Json& config = member(j, "config", where);
    if (config.is_string()) return activations::Activation(function_named(config.get<std::string>()));
    if (optional_member(j, "module") == "keras.layers") return activations::Activation(layer_from(j, where));
    JsonReader fields(config, where);
    return activations::deserialize(name, fields);
  });
}

}  // namespace keratin::saving::detail
#endif
