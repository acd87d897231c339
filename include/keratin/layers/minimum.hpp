// Minimum: the least elements of several inputs, broadcast.   (batch, …) each -> (batch, …)
//   auto y = Minimum()({a, b});   auto z = layers::minimum({a, b});
#pragma once
#include "layer.hpp"

namespace keratin::layers {

/// The least of its inputs, element by element (keras.layers.Minimum). Throws shape_error unless the inputs broadcast.
struct Minimum : Layer {
  explicit Minimum(const BasicOptions& options = {});
  static Minimum from(Fields& f);
};
/// Minimum()(inputs).
[[nodiscard]] Tensor minimum(const Inputs& inputs, const BasicOptions& options = {});

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/minimum.hpp"
#include "merge.hpp"

namespace keratin::layers {

KERATIN_INLINE Minimum::Minimum(const BasicOptions& options)
    : Layer(Ref<LayerImpl>(new ExtremeImpl("Minimum", ops::minimum, options))) {}
KERATIN_INLINE Minimum Minimum::from(Fields& f) { return layer_from<Minimum, BasicOptions>(f, ""); }
KERATIN_INLINE Tensor minimum(const Inputs& inputs, const BasicOptions& options) { return Minimum(options)(inputs); }

}  // namespace keratin::layers
#endif
