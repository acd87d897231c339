// How clone_model copies a layer: its fields are kept, and a new layer is made of them. All of it are templates, so
// that only a program that clones compiles every class. Included by clone_model.hpp.
#pragma once
#include <map>
#include <memory>

#include "../activations/activation.hpp"
#include "../core/fields.hpp"
#include "../layers/layers.hpp"
#include "../losses/reduction.hpp"
#include "../optimizers/optimizer.hpp"
#include "../tensor/axes.hpp"
#include "clone_model.hpp"

namespace keratin::models {

using CloneLayer = std::function<Layer(const Layer&)>;

/// A model on new Inputs; `clone_layer` is asked once for each layer.
Ref<LayerImpl> clone_graph(const Layer& model, const CloneLayer& clone_layer);
/// What is copied otherwise than by its fields: a model, or a Lambda. Nothing for any other layer.
std::optional<Layer> clone_whole(const Layer& layer, const CloneLayer& clone_layer);

/// Keeps the values of the fields it is told, then gives them to the fields of another object.
template <class = void>
class FieldStore final : public Fields {
 public:
  explicit FieldStore(const CloneLayer& clone_layer) : clone_layer_(clone_layer) {}
  void give() { giving_ = true; }
  void field(std::string_view name, FieldRef place) override {
    std::visit(
        [&]<class T>(T* value) {
          if (!giving_)
            values_[std::string(name)] = {place.index(), std::make_shared<T>(copy(*value))};
          else if (const auto found = values_.find(std::string(name));
                   found != values_.end() && found->second.kind == place.index())
            *value = *static_cast<const T*>(found->second.value.get());
        },
        place);
  }

 private:
  struct Value {
    std::size_t kind;
    std::shared_ptr<void> value;
  };
  template <class T>
  static T copy(const T& value) {
    return value;
  }
  std::optional<Layer> copy(const std::optional<Layer>& layer) const {
    return layer ? std::optional<Layer>(clone_layer_(*layer)) : std::nullopt;
  }
  std::vector<Layer> copy(const std::vector<Layer>& layers) const {
    std::vector<Layer> all;
    for (const Layer& layer : layers) all.push_back(clone_layer_(layer));
    return all;
  }
  const CloneLayer& clone_layer_;
  std::map<std::string, Value> values_;
  bool giving_ = false;
};

/// A new layer of the same class with the same options.
template <class = void>
Layer clone_layer(const Layer& layer) {
  const CloneLayer self = clone_layer<>;
  if (const auto whole = clone_whole(layer, self)) return *whole;
  FieldStore<> fields(self);
  layer.impl().fields(fields);
  std::string name = layer.name();
  Flag trainable = layer.trainable();
  fields("name, trainable", name, trainable);
  fields.give();
  if (const auto custom = registered_layer(layer.class_name(), fields)) return *custom;
  return layers::deserialize(layer.class_name(), fields);
}

template <class M>
M clone_as(const M& model, const CloneLayer& clone_function) {
  struct Made : M {
    explicit Made(Ref<LayerImpl> impl) : M(std::move(impl)) {}
  };
  return Made(clone_graph(static_cast<Layer>(model), clone_function ? clone_function : CloneLayer(clone_layer<>)));
}

}  // namespace keratin::models

namespace keratin {

template <Scalar T, DeviceTag D>
Model<T, D> clone_model(const Model<T, D>& model, const std::function<Layer(const Layer&)>& clone_function) {
  return models::clone_as(model, clone_function);
}
template <Scalar T, DeviceTag D>
Sequential<T, D> clone_model(const Sequential<T, D>& model, const std::function<Layer(const Layer&)>& clone_function) {
  return models::clone_as(model, clone_function);
}

}  // namespace keratin

#if KERATIN_DEFINE(models)
#include "clone.hpp"

namespace keratin::models {

KERATIN_INLINE Ref<LayerImpl> clone_graph(const Layer& model, const CloneLayer& clone_layer) {
  return clone(static_cast<const ModelImpl&>(model.impl()), clone_layer);
}
KERATIN_INLINE std::optional<Layer> clone_whole(const Layer& layer, const CloneLayer& clone_layer) {
  if (dynamic_cast<const ModelImpl*>(&layer.impl()) != nullptr) return Layer(clone_graph(layer, clone_layer));
  return layers::copy_of_lambda(layer);
}

}  // namespace keratin::models
#endif
