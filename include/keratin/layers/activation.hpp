// Activation: a function of each element.   any shape -> the same
//   model.add(Activation("relu"));
#pragma once
#include "../activations/activation.hpp"
#include "layer.hpp"

namespace keratin::layers {

/// Applies an activation: a name, a function, or a layer (keras.layers.Activation).
struct Activation : Layer {
  explicit Activation(const activations::Activation& activation, const BasicOptions& options = {});
  static Activation from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../activations/activations.hpp"

namespace keratin::layers {

class ActivationImpl final : public LayerImpl {
 public:
  ActivationImpl(const activations::Activation& activation, const BasicOptions& options)
      : LayerImpl("Activation", options), activation_(activation) {
    supports_masking_ = true;
  }
  Tensor call(const Tensor& x, const CallContext&) const override { return activation_(x); }
  void fields(Fields& f) const override {
    activations::Activation activation = activation_;
    f("activation", activation);
  }

 private:
  activations::Activation activation_;
};

KERATIN_INLINE Activation::Activation(const activations::Activation& activation, const BasicOptions& options)
    : Layer(Ref<LayerImpl>(new ActivationImpl(activation, options))) {}
KERATIN_INLINE Activation Activation::from(Fields& f) {
  return layer_from<Activation, BasicOptions>(f, "activation", activations::Activation());
}

}  // namespace keratin::layers
#endif
