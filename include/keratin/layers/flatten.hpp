// Flatten: all axes but the batch as one.   (batch, a, b, …) -> (batch, a b …)
#pragma once
#include "layer.hpp"

namespace keratin::layers {

/// (keras.layers.Flatten)
struct Flatten : Layer {
  explicit Flatten(const BasicOptions& options = {});
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/reshape.hpp"

namespace keratin::layers {

class FlattenImpl final : public LayerImpl {
 public:
  explicit FlattenImpl(const BasicOptions& options) : LayerImpl("Flatten", options) {}
  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(x.rank() >= 1, "expected an input with a batch axis; got a scalar.");
    return ops::reshape(x, {x.shape()[0], x.shape().product(1, x.shape().rank())});
  }
};

KERATIN_INLINE Flatten::Flatten(const BasicOptions& options) : Layer(Ref<LayerImpl>(new FlattenImpl(options))) {}

}  // namespace keratin::layers
#endif
