// GlobalMaxPooling2D: the greatest element of each channel.   (batch, height, width, channels) -> (batch, channels)
//   model.add(GlobalMaxPooling2D());
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using GlobalMaxPooling2DOptions = GlobalPoolingOptions;

/// With keepdims the axes stay, with size 1 (keras.layers.GlobalMaxPooling2D).
struct GlobalMaxPooling2D : Layer {
  explicit GlobalMaxPooling2D(const GlobalMaxPooling2DOptions& options = {});
  static GlobalMaxPooling2D from(Fields& f);
};
using GlobalMaxPool2D = GlobalMaxPooling2D;

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/reductions.hpp"

namespace keratin::layers {

KERATIN_INLINE GlobalMaxPooling2D::GlobalMaxPooling2D(const GlobalMaxPooling2DOptions& options)
    : Layer(Ref<LayerImpl>(new GlobalPoolingImpl("GlobalMaxPooling2D", 2, ops::max, options))) {}
KERATIN_INLINE GlobalMaxPooling2D GlobalMaxPooling2D::from(Fields& f) {
  return layer_from<GlobalMaxPooling2D, GlobalMaxPooling2DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
