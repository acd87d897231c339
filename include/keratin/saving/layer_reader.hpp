// Layers and Inputs from their configurations: Keras 3's, and Keras 2's as far as they differ. Included by
// graph_results.hpp.
#pragma once
#include "config_writer.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
#include "../models/model_impl.hpp"

namespace keratin::saving::detail {

/// The dtype of the models that are being read in this thread.
inline thread_local DType model_dtype = float32;
inline thread_local Device model_device = cpu{};

Ref<LayerImpl> model_from(const Json& json, const std::string& where);

inline std::string layer_place(const std::string& where, const Json& json) {
  const Json &name = optional_member(optional_member(json, "config"), "name"),
             &kind = optional_member(json, "class_name");
  return concat(where, ", ", name.is_string() ? name.get<std::string>() : "a layer", " (",
                kind.is_string() ? kind.get<std::string>() : "?", ")");
}
inline bool is_model(const std::string& class_name) {
  return class_name == "Sequential" || class_name == "Functional" || class_name == "Model";
}

/// Two ops of Keras stand among its activations: ReLU and Mish.
inline bool is_op_module(const std::string& module) {
  return module.starts_with("keras.src.ops") || module == "keras.src.activations.activations";
}

/// Lists of numbers and of pairs as one list of numbers; one number as a list.
inline Json in_a_row(const Json& value) {
  if (value.is_null() || value.is_string()) return value;
  Json row = Json::array();
  for (const Json& part : value)
    for (const Json& number : part) row.push_back(number);
  return row;
}

/// Keras 2's names of what Keras 3 calls otherwise, and pairs in the row in which the layers have them.
inline Json modern_config(const std::string& class_name, Json config, const std::string& where) {
  const auto rename = [&](const char* from, const char* to) {
    if (config.contains(from) && !config.contains(to)) config[to] = config[from];
  };
  if (class_name == "LeakyReLU") rename("alpha", "negative_slope");
  if (class_name == "BatchNormalization" && optional_member(config, "renorm") == true)
    fail<file_error>(where, ": expected a BatchNormalization without renorm; got one with it.");
  if (has_pairs(class_name) || class_name.find("Pooling") != std::string::npos)
    for (const char* key : {"padding", "cropping", "pool_size", "strides"})
      if (config.contains(key)) config[key] = in_a_row(config[key]);
  if (class_name == "Lambda" && !optional_member(config, "arguments").empty())
    fail<file_error>(where, ": expected a Lambda without arguments; got one with them.");
  const auto axis = config.find("axis");
  if (class_name == "BatchNormalization" && axis != config.end() && axis->is_array() && axis->size() == 1)
    *axis = Json((*axis)[0]);
  return config;
}

inline Layer layer_from(const Json& json, const std::string& outside) {
  const std::string where = layer_place(outside, json);
  std::string class_name = text(member(json, "class_name", where), where);
  if (class_name == "GroupedQueryAttention") class_name = "GroupQueryAttention";  // in .h5 files
  if (!member(json, "config", where).is_object()) refuse(where, "a configuration", json["config"]);
  if (is_model(class_name)) return Layer(model_from(json, outside));
  const Json config = modern_config(class_name, json["config"], where);
  return at_place(where, [&] {
    JsonReader fields(config, where);
    const Json& registered = optional_member(json, "registered_name");
    std::string name = registered.is_string() ? registered.get<std::string>() : class_name;
    name = name.substr(name.find('>') + 1);
    const Layer made = [&] {
      for (const std::string& own : {name, class_name})
        if (const auto custom = registered_layer(own, fields)) return *custom;
      return layers::deserialize(class_name, fields);
    }();
    return made;
  });
}

/// The shape and the rest of an InputLayer, or of a first layer that has batch_input_shape.
inline Tensor input_from(const Json& config, const std::string& where, std::string name) {
  const Json* dims = &optional_member(config, "batch_shape");
  if (dims->is_null()) dims = &optional_member(config, "batch_input_shape");
  if (!dims->is_array() || dims->empty()) refuse(where, "a batch_shape", *dims);
  for (const char* key : {"sparse", "ragged"})
    if (optional_member(config, key) == true) fail<file_error>(where, ": expected a dense input; got a ", key, " one.");
  const Shape whole = shape(*dims, where + ", batch_shape");
  const Json& kind = optional_member(config, "dtype");
  const DType type = kind.is_null() ? float32 : dtype(kind, where + ", dtype");
  InputOptions options{.dtype = is_float(type) ? variable_dtype(model_dtype) : type, .name = std::move(name)};
  if (whole[0] >= 0) options.batch_size = whole[0];
  return at_place(where, [&] { return Input(whole.from(1), options); });
}

inline std::string name_of(const Json& config, const std::string& where) {
  const Json& name = optional_member(config, "name");
  return name.is_null() ? std::string() : text(name, where + ", name");
}
inline bool trainable_of(const Json& config, const std::string& where) {
  const Json& value = optional_member(config, "trainable");
  return value.is_null() || flag(value, where + ", trainable");
}

}  // namespace keratin::saving::detail
#endif
