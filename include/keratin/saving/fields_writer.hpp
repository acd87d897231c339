// JsonWriter: makes of an object's fields what Keras's get_config gives. Included by fields_json.hpp.
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
    if (const std::string own = activation.function_name(); !own.empty()) return function_json(own, true);
    const std::string known = activations::serialize(activation);
    if (known != "function") return known;
    if (const Layer* layer = layer_in<Layer, layers::ELU, layers::LeakyReLU, layers::ReLU, layers::Softmax>(activation))
      return layer_json(layer->impl());
    no_function(name);
  }
  Json json(const FunctionName& function, std::string_view name) const {
    if (function.name.empty()) no_function(name);
    return function_json(function.name, true);
  }
  Json json(const optimizers::Optimizer& optimizer, std::string_view name) const {
    return object("keras.optimizers", optimizer.impl(), name);
  }
  Json json(const optimizers::OptimizerMap& map, std::string_view name) const {
    Json all = Json::object();
    for (const auto& [key, optimizer] : map.entries()) all[key] = json(optimizer, key);
    return object_json(
        "keras.optimizers", "OptimizerMap",
        io::object({{"default_optimizer", json(map.default_optimizer(), name)}, {"optimizer_map", std::move(all)}}));
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
    fail(where_, ": expected a ", name, " with a name, as a file can tell it; got a function without one. Hint: ",
         "register_function(\"name\", f) gives it one; or save_weights alone.");
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

inline Json JsonWriter::json(const optimizers::LearningRate& rate, std::string_view name) const {
  if (rate.is_number()) return rate.at(0);
  return object("keras.optimizers.schedules", rate.schedule().impl(), name);
}

}  // namespace keratin::saving::detail
#endif
