// Add: the sum of several inputs, broadcast.   (batch, …) each -> (batch, …)
//   auto y = Add()({a, b});   auto z = layers::add({a, b});
#pragma once
#include "layer.hpp"

namespace keratin::layers {

/// The sum of its inputs (keras.layers.Add). Throws shape_error unless the inputs broadcast.
struct Add : Layer {
  explicit Add(const BasicOptions& options = {});
  static Add from(Fields& f);
};
/// Add()(inputs).
[[nodiscard]] Tensor add(const Inputs& inputs, const BasicOptions& options = {});

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/add.hpp"
#include "merge.hpp"

namespace keratin::layers {

KERATIN_INLINE Add::Add(const BasicOptions& options) : Layer(Ref<LayerImpl>(new MergeImpl("Add", ops::add, options))) {}
KERATIN_INLINE Add Add::from(Fields& f) { return layer_from<Add, BasicOptions>(f, ""); }
KERATIN_INLINE Tensor add(const Inputs& inputs, const BasicOptions& options) { return Add(options)(inputs); }

}  // namespace keratin::layers
#endif
