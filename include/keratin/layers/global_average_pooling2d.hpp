// GlobalAveragePooling2D: the mean of each channel.   (batch, height, width, channels) -> (batch, channels)
//   model.add(GlobalAveragePooling2D());
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using GlobalAveragePooling2DOptions = GlobalPoolingOptions;

/// With keepdims the axes stay, with size 1 (keras.layers.GlobalAveragePooling2D).
struct GlobalAveragePooling2D : Layer {
  explicit GlobalAveragePooling2D(const GlobalAveragePooling2DOptions& options = {});
  static GlobalAveragePooling2D from(Fields& f);
};
using GlobalAvgPool2D = GlobalAveragePooling2D;

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/reductions.hpp"

namespace keratin::layers {

KERATIN_INLINE GlobalAveragePooling2D::GlobalAveragePooling2D(const GlobalAveragePooling2DOptions& options)
    : Layer(Ref<LayerImpl>(new GlobalPoolingImpl("GlobalAveragePooling2D", 2, ops::mean, options))) {}
KERATIN_INLINE GlobalAveragePooling2D GlobalAveragePooling2D::from(Fields& f) {
  return layer_from<GlobalAveragePooling2D, GlobalAveragePooling2DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
