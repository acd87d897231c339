// Reshape: each sample in another shape.   (batch, …) -> (batch, target_shape…)
//   model.add(Reshape({28, 28}));   model.add(Reshape({-1, 4}));
#pragma once
#include "layer.hpp"

namespace keratin::layers {

/// One dimension may be -1: what is left (keras.layers.Reshape).
struct Reshape : Layer {
  explicit Reshape(const Shape& target_shape, const BasicOptions& options = {});
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/reshape.hpp"

namespace keratin::layers {

class ReshapeImpl final : public LayerImpl {
 public:
  ReshapeImpl(const Shape& target, const BasicOptions& options) : LayerImpl("Reshape", options), target_(target) {}
  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(x.rank() >= 1, "expected an input with a batch axis; got a scalar.");
    const Shape& s = x.shape();
    const Shape sample = ops::resolve_shape(target_, s.product(1, s.rank()), s.from(1));
    return ops::reshape(x, sample.inserted(0, s[0]));
  }

 private:
  Shape target_;
};

KERATIN_INLINE Reshape::Reshape(const Shape& target_shape, const BasicOptions& options)
    : Layer(Ref<LayerImpl>(new ReshapeImpl(target_shape, options))) {}

}  // namespace keratin::layers
#endif
