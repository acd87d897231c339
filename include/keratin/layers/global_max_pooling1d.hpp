// GlobalMaxPooling1D: the greatest element of each channel.   (batch, steps, channels) -> (batch, channels)
//   model.add(GlobalMaxPooling1D());
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using GlobalMaxPooling1DOptions = GlobalPoolingOptions;

/// With keepdims the axes stay, with size 1 (keras.layers.GlobalMaxPooling1D).
struct GlobalMaxPooling1D : Layer {
  explicit GlobalMaxPooling1D(const GlobalMaxPooling1DOptions& options = {});
  static GlobalMaxPooling1D from(Fields& f);
};
using GlobalMaxPool1D = GlobalMaxPooling1D;

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/reductions.hpp"

namespace keratin::layers {

KERATIN_INLINE GlobalMaxPooling1D::GlobalMaxPooling1D(const GlobalMaxPooling1DOptions& options)
    : Layer(Ref<LayerImpl>(new GlobalPoolingImpl("GlobalMaxPooling1D", 1, ops::max, options))) {}
KERATIN_INLINE GlobalMaxPooling1D GlobalMaxPooling1D::from(Fields& f) {
  return layer_from<GlobalMaxPooling1D, GlobalMaxPooling1DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
