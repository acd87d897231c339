// Activation: a function of each element.   any shape -> the same
//   model.add(Activation("relu"));
#pragma once
#include "../activations/activation.hpp"
#include "layer.hpp"

namespace keratin::layers {

/// Applies an activation: a name, a function, or a layer (keras.layers.Activation).
struct Activation : Layer {
  explicit Activation(const activations::Activation& activation, const BasicOptions& options = {});
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../activations/activations.hpp"

namespace keratin::layers {

class ActivationImpl final : public LayerImpl {
 public:
  ActivationImpl(const activations::Activation& activation, const BasicOptions& options)
      : LayerImpl("Activation", options), activation_(activation) {}
  Tensor call(const Tensor& x, const CallContext&) const override { return activation_(x); }

 private:
  activations::Activation activation_;
};

KERATIN_INLINE Activation::Activation(const activations::Activation& activation, const BasicOptions& options)
    : Layer(Ref<LayerImpl>(new ActivationImpl(activation, options))) {}

}  // namespace keratin::layers
#endif
