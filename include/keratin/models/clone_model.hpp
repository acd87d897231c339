// clone_model: the same model with new layers and new weights (keras.models.clone_model).
//   Sequential twin = clone_model(model);   twin.set_weights(model.get_weights());
#pragma once
#include <functional>

#include "../layers/layers.hpp"
#include "model.hpp"

namespace keratin {

/// A model of new layers, as the model's configuration says: with its names, but weights of its own, and not compiled.
/// `clone_function` makes the new layer for each of the old ones; without it the layer's configuration does. Layers of
/// your own must be registered (register_layer), else name_error is thrown.
template <Scalar T, DeviceTag D>
[[nodiscard]] Model<T, D> clone_model(const Model<T, D>& model,
                                      const std::function<Layer(const Layer&)>& clone_function = {});
template <Scalar T, DeviceTag D>
[[nodiscard]] Sequential<T, D> clone_model(const Sequential<T, D>& model,
                                           const std::function<Layer(const Layer&)>& clone_function = {});

}  // namespace keratin

#include "clone_layer.hpp"
