// The fields of layers, initializers, regularizers, constraints and optimizers as JSON and back: Fields over a map of
// names.
//   Json c = fields_of(optimizer.impl());   FromJson fields(c);   Optimizer same = optimizers::deserialize("Adam",
//   fields);
#pragma once
#include <keratin/keratin.hpp>

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace keratin::testing {

using Json = nlohmann::json;

/// A layer from {"class_name": …, "config": …}; of keras_config.hpp.
Layer layer_from(const Json& j);

class ToJson final : public Fields {
 public:
  void field(std::string_view name, FieldRef place) override {
    std::visit([&](const auto* value) { json[std::string(name)] = of(*value); }, place);
  }
  Json json = Json::object();

 private:
  static Json of(const Flag& value) { return value.value; }
  static Json of(const Int& value) { return value.value; }
  static Json of(const Real& value) { return value.value; }
  static Json of(const std::string& value) { return value; }
  template <class T>
  static Json of(const std::optional<T>& value) {
    return value ? of(*value) : Json();
  }
  static Json of(const std::vector<index_t>& values) { return values; }
  static Json of(const std::vector<double>& values) { return values; }
  static Json of(const std::vector<std::string>& values) { return values; }
  static Json of(const Axes& axes) {
    const std::vector<index_t> list(axes.list().begin(), axes.list().end());
    return list.empty() ? Json() : list.size() == 1 ? Json(list[0]) : Json(list);
  }
  static Json of(const Numbers& numbers) {
    return !numbers.given() ? Json() : numbers.single() ? Json(numbers.values()[0]) : Json(numbers.values());
  }
  static Json of(const losses::Reduction& reduction) { return std::string(losses::to_string_view(reduction)); }
  static Json of(const Shape& shape) {
    Json dims = Json::array();
    for (const index_t d : shape) dims.push_back(d < 0 ? Json() : Json(d));
    return dims;
  }
  static Json of(const activations::Activation& activation) { return activation.name(); }
  static Json of(const Initializer& initializer) { return object(initializer); }
  static Json of(const Regularizer& regularizer) { return object(regularizer); }
  static Json of(const constraints::Constraint& constraint) { return object(constraint); }
  static Json of(const Layer& layer) {
    ToJson config;
    layer.impl().fields(config);
    return {{"class_name", layer.class_name()}, {"config", config.json}};
  }
  template <class T>
  static Json object(const T& thing) {
    if (!thing) return nullptr;
    ToJson config;
    thing.impl().fields(config);
    return {{"class_name", thing.impl().class_name()}, {"config", config.json}};
  }
  static Json of(const Optimizer& optimizer) {
    ToJson config;
    optimizer.impl().fields(config);
    return {{"class_name", optimizer.impl().class_name()}, {"config", config.json}};
  }
  static Json of(const optimizers::OptimizerMap& map) {
    Json all = Json::object();
    for (const auto& [key, optimizer] : map.entries()) all[key] = of(optimizer);
    return {{"class_name", "OptimizerMap"},
            {"config", {{"default_optimizer", of(map.default_optimizer())}, {"optimizer_map", std::move(all)}}}};
  }
  static Json of(const FunctionName& function) { return function.name; }
  static Json of(const optimizers::LearningRate& rate) {
    if (rate.is_number()) return rate.at(0);
    ToJson config;
    rate.schedule().impl().fields(config);
    return {{"class_name", rate.schedule().impl().class_name()}, {"config", config.json}};
  }
  template <class T>
  static Json of(const T&) {
    throw std::logic_error("ToJson: a kind of field that these classes have not");
  }
};

template <class Impl>
Json fields_of(const Impl& impl) {
  ToJson fields;
  impl.fields(fields);
  return fields.json;
}

/// Sets the fields that the JSON object has.
class FromJson final : public Fields {
 public:
  explicit FromJson(Json json) : json_(std::move(json)) {}
  void field(std::string_view name, FieldRef place) override {
    const auto found = json_.find(std::string(name));
    if (found != json_.end()) std::visit([&](auto* value) { set(*value, *found); }, place);
  }

 private:
  static void set(Flag& value, const Json& j) { value = j.get<bool>(); }
  static void set(Int& value, const Json& j) { value = j.get<index_t>(); }
  static void set(Real& value, const Json& j) { value = j.get<double>(); }
  static void set(std::string& value, const Json& j) { value = j.get<std::string>(); }
  static void set(std::optional<std::string>& value, const Json& j) {
    value = j.is_null() ? std::optional<std::string>() : j.get<std::string>();
  }
  static void set(Numbers& numbers, const Json& j) {
    numbers = j.is_null() ? Numbers() : j.is_array() ? Numbers(j.get<std::vector<double>>()) : Numbers(j.get<double>());
  }
  static void set(losses::Reduction& reduction, const Json& j) {
    reduction = losses::reduction_named(j.is_null() ? "none" : j.get<std::string>());
  }
  static void set(std::optional<Int>& value, const Json& j) {
    value = j.is_null() ? std::optional<Int>() : Int(j.get<index_t>());
  }
  static void set(std::optional<Real>& value, const Json& j) {
    value = j.is_null() ? std::optional<Real>() : Real(j.get<double>());
  }
  static void set(std::vector<index_t>& values, const Json& j) {
    values.clear();
    for (const Json& part : j)  // pairs, as Keras has for what goes on both sides of an axis, in a row
      for (const Json& number : part.is_array() ? part : Json::array({part})) values.push_back(number.get<index_t>());
  }
  static void set(std::vector<double>& values, const Json& j) { values = j.get<std::vector<double>>(); }
  static void set(std::vector<std::string>& values, const Json& j) { values = j.get<std::vector<std::string>>(); }
  static void set(Axes& axes, const Json& j) {
    axes = j.is_null() ? Axes() : j.is_array() ? Axes(Shape(j.get<std::vector<index_t>>())) : Axes(j.get<index_t>());
  }
  static void set(Shape& shape, const Json& j) {
    shape = Shape();
    if (j.is_number()) shape.push_back(j.get<index_t>());
    if (j.is_array())
      for (const Json& d : j) shape.push_back(d.is_null() ? -1 : d.get<index_t>());
  }
  static void set(activations::Activation& activation, const Json& j) {
    activation = j.is_null() ? activations::Activation() : activations::get(j.get<std::string>());
  }
  static void set(Initializer& initializer, const Json& j) {
    if (j.is_null()) return static_cast<void>(initializer = Initializer());
    FromJson config(j["config"]);
    initializer = initializers::deserialize(j["class_name"].get<std::string>(), config);
  }
  static void set(Regularizer& regularizer, const Json& j) {
    if (j.is_null()) return static_cast<void>(regularizer = Regularizer());
    FromJson config(j["config"]);
    regularizer = regularizers::deserialize(j["class_name"].get<std::string>(), config);
  }
  static void set(constraints::Constraint& constraint, const Json& j) {
    if (j.is_null()) return static_cast<void>(constraint = constraints::Constraint());
    FromJson config(j["config"]);
    constraint = constraints::deserialize(j["class_name"].get<std::string>(), config);
  }
  static void set(std::optional<Layer>& layer, const Json& j) { layer = layer_from(j); }
  static void set(std::optional<Optimizer>& optimizer, const Json& j) {
    FromJson config(j["config"]);
    optimizer = optimizers::deserialize(j["class_name"].get<std::string>(), config);
  }
  static void set(std::optional<optimizers::OptimizerMap>& map, const Json& j) {
    const Json& config = j["config"];
    std::optional<Optimizer> one;
    set(one, config["default_optimizer"]);
    map.emplace(*one);
    for (const auto& item : config["optimizer_map"].items()) {
      set(one, item.value());
      map->set(item.key(), *one);
    }
  }
  static void set(optimizers::LearningRate& rate, const Json& j) {
    if (j.is_number()) {
      rate = j.get<double>();
      return;
    }
    FromJson config(j["config"]);
    rate = optimizers::schedules::deserialize(j["class_name"].get<std::string>(), config);
  }
  template <class T>
  static void set(T&, const Json&) {
    throw std::logic_error("FromJson: a kind of field that these classes have not");
  }

  Json json_;
};

/// Another value that a field of that name might have.
inline Json another(const std::string& key, const Json& value) {
  if (key == "seed" || key == "ema_overwrite_frequency" || key == "gradient_accumulation_steps") return 3;
  if (value.is_null() && key.ends_with("_axes")) return Json::array({0, 1});
  if (value.is_boolean()) return !value.get<bool>();
  if (value.is_number_integer()) return value.get<index_t>() + 1;
  if (value.is_string()) return "another";
  if (value.is_array()) return Json::array({"a", "b"});
  return value.is_null() || value == 0.0 || value == 1.0 ? 0.5 : value.get<double>() / 2;
}

/// `make(fields)` gives an object; what its own fields say must be what is read, whichever of them is another than by
/// default: so each stands on both sides. `keep`: those that can't be just anything.
template <class Make>
void check_fields(const std::string& name, const Make& make, const std::vector<std::string>& keep = {}) {
  const auto made = [&](const Json& config) {
    FromJson fields(config);
    return make(fields);
  };
  const Json defaults = fields_of(made(Json::object()).impl());
  CHECK(fields_of(made(defaults).impl()) == defaults);
  for (const auto& item : defaults.items()) {
    const std::string& key = item.key();
    const Json& value = item.value();
    if (std::find(keep.begin(), keep.end(), key) != keep.end()) continue;
    Json changed = defaults;
    changed[key] = another(key, value);
    INFO(name << ", " << key << ": " << changed[key]);
    CHECK(fields_of(made(changed).impl()) == changed);
  }
}

}  // namespace keratin::testing
