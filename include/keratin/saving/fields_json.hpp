// Configurations as JSON: the two readers of an object's fields. JsonWriter makes what Keras's get_config gives,
// JsonReader sets the fields as from_config does. Included by saving.hpp.
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

Json layer_json(const LayerImpl& layer);
Layer layer_from(const Json& json, const std::string& where);

/// Makes a configuration of the fields it is told.
class JsonWriter final : public Fields {
 public:
  explicit JsonWriter(std::string where) : where_(std::move(where)) {}
  void field(std::string_view name, FieldRef place) override {
    std::visit([&](const auto* value) { json_[std::string(name)] = json(*value, name); }, place);
  }
  Json take() { return json_.is_null() ? Json::object() : std::move(json_); }

 private:
  template <class T>
  static Json json(const T& value, std::string_view) {
    return value;
  }
  static Json json(const Flag& value, std::string_view) { return value.value; }
  static Json json(const Int& value, std::string_view) { return value.value; }
  static Json json(const Real& value, std::string_view) { return value.value; }
  template <class T>
  Json json(const std::optional<T>& value, std::string_view name) const {
    return value ? json(*value, name) : Json();
  }
  static Json json(const Layer& layer, std::string_view) { return layer_json(layer.impl()); }
  static Json json(const std::vector<Layer>& layers, std::string_view) {
    Json list = Json::array();
    for (const Layer& layer : layers) list.push_back(layer_json(layer.impl()));
    return list;
  }
  static Json json(const Numbers& value, std::string_view) {
    if (!value.given()) return nullptr;
    return value.single() ? Json(value.values()[0]) : Json(value.values());
  }
  static Json json(const Shape& value, std::string_view) { return shape_json(value); }
  static Json json(const Axes& axes, std::string_view) {
    if (axes.list().empty()) return nullptr;
    return axes.list().rank() == 1 ? Json(axes.list()[0]) : shape_json(axes.list());
  }
  static Json json(const losses::Reduction& reduction, std::string_view) { return losses::to_string_view(reduction); }
  Json json(const activations::Activation& activation, std::string_view name) const {
    const std::string known = activations::serialize(activation);
    if (known != "function") return known;
    if (const Layer* layer = layer_in<Layer, layers::ELU, layers::LeakyReLU, layers::ReLU, layers::Softmax>(activation))
      return layer_json(layer->impl());
    no_function(name);
  }
  /// Values and functions have no name; the weights that they made are saved, so that zeros stand for them.
  Json json(const initializers::Initializer& initializer, std::string_view name) const {
    if (!initializer) return nullptr;
    if (initializer.impl().class_name() == "function")
      return object_json("keras.initializers", "Zeros", Json::object());
    return object("keras.initializers", initializer.impl(), name);
  }
  Json json(const regularizers::Regularizer& regularizer, std::string_view name) const {
    return regularizer ? object("keras.regularizers", regularizer.impl(), name) : Json();
  }
  Json json(const constraints::Constraint& constraint, std::string_view name) const {
    return constraint ? object("keras.constraints", constraint.impl(), name) : Json();
  }
  Json json(const optimizers::LearningRate& rate, std::string_view name) const;

  /// The layer that an activation is, if it is one of these kinds.
  template <class... L>
  static const Layer* layer_in(const activations::Activation& activation) {
    const Layer* found = nullptr;
    static_cast<void>((((found = activation.template target<L>()) != nullptr) || ...));
    return found;
  }
  template <class Impl>
  Json object(const char* module, const Impl& impl, std::string_view name) const {
    if (impl.class_name() == "function") no_function(name);
    JsonWriter fields(where_ + ", " + std::string(name));
    impl.fields(fields);
    return object_json(module, impl.class_name(), fields.take());
  }
  [[noreturn]] void no_function(std::string_view name) const {
    fail(where_, ": expected a ", name, " with a name, as a file can tell it; got a function. Hint: save_weights.");
  }

  std::string where_;
  Json json_;
};

/// The configuration that an object's fields make.
template <class Impl>
Json config_of(const Impl& impl, const std::string& where) {
  JsonWriter fields(where);
  impl.fields(fields);
  return fields.take();
}

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

inline Json JsonWriter::json(const optimizers::LearningRate& rate, std::string_view name) const {
  if (rate.is_number()) return rate.at(0);
  return object("keras.optimizers.schedules", rate.schedule().impl(), name);
}
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
    if (config.is_string()) return activations::Activation(config.get<std::string>());
    if (optional_member(j, "module") == "keras.layers") return activations::Activation(layer_from(j, where));
    JsonReader fields(config, where);
    return activations::deserialize(name, fields);
  });
}

}  // namespace keratin::saving::detail
#endif
