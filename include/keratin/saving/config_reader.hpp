// A model from its configuration. Included by saving.hpp.
#pragma once
#include "graph_reader.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON

namespace keratin::saving::detail {

inline Ref<LayerImpl> sequential_from(const Json& config, const std::string& where) {
  const Json& layers = config.is_array() ? config : member(config, "layers", where);  // Keras 1 had the list alone
  if (!layers.is_array()) refuse(where + ", layers", "a list", layers);
  const Ref<ModelImpl> model(new ModelImpl(name_of(config, where), model_dtype, model_device));
  for (const Json& layer : layers) {
    const std::string place = layer_place(where, layer);
    const Json& own = member(layer, "config", place);
    if (optional_member(layer, "class_name") == "InputLayer") {
      at_place(place, [&] { model->add(input_from(own, place, name_of(own, place))); });
      continue;
    }
    const bool first = model->layers().empty() && model->inputs().empty();
    if (first && !optional_member(own, "batch_input_shape").is_null())
      model->add(input_from(own, place, name_of(own, place) + "_input"));
    const Layer made = layer_from(layer, where);
    at_place(place, [&] { model->add(made); });
  }
  const Json& built = optional_member(config, "build_input_shape");
  if (built.is_array() && model->inputs().empty() && !model->layers().empty())
    at_place(where, [&] { model->ensure_built({shape(built, where + ", build_input_shape")}); });
  return model;
}

inline Ref<LayerImpl> model_from(const Json& json, const std::string& outside) {
  const std::string where = layer_place(outside, json);
  const std::string& class_name = text(member(json, "class_name", outside), outside);
  const Json& config = member(json, "config", where);
  const bool sequential = class_name == "Sequential";
  if (!is_model(class_name))
    fail<name_error>(where, ": expected a Sequential or a Functional model; got a \"", class_name,
                     "\". Hint: Keras saves a subclassed model's class name alone.");
  const Ref<LayerImpl> model = sequential ? sequential_from(config, where) : GraphReader(config, where).model();
  if (!trainable_of(config, where)) model->set_trainable(false);
  return model;
}

}  // namespace keratin::saving::detail
#endif
