// Maximum: the greatest elements of several inputs, broadcast.   (batch, …) each -> (batch, …)
//   auto y = Maximum()({a, b});   auto z = layers::maximum({a, b});
#pragma once
#include "layer.hpp"

namespace keratin::layers {

/// The greatest of its inputs, element by element (keras.layers.Maximum). Throws shape_error unless the inputs
/// broadcast.
struct Maximum : Layer {
  explicit Maximum(const BasicOptions& options = {});
  static Maximum from(Fields& f);
};
/// Maximum()(inputs).
[[nodiscard]] Tensor maximum(const Inputs& inputs, const BasicOptions& options = {});

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/maximum.hpp"
#include "merge.hpp"

namespace keratin::layers {

KERATIN_INLINE Maximum::Maximum(const BasicOptions& options)
    : Layer(Ref<LayerImpl>(new ExtremeImpl("Maximum", ops::maximum, options))) {}
KERATIN_INLINE Maximum Maximum::from(Fields& f) { return layer_from<Maximum, BasicOptions>(f, ""); }
KERATIN_INLINE Tensor maximum(const Inputs& inputs, const BasicOptions& options) { return Maximum(options)(inputs); }

}  // namespace keratin::layers
#endif
