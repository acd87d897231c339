// GlobalAveragePooling3D: the mean of each channel.   (batch, depth, height, width, channels) -> (batch, channels)
//   model.add(GlobalAveragePooling3D());
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using GlobalAveragePooling3DOptions = GlobalPoolingOptions;

/// With keepdims the axes stay, with size 1 (keras.layers.GlobalAveragePooling3D).
struct GlobalAveragePooling3D : Layer {
  explicit GlobalAveragePooling3D(const GlobalAveragePooling3DOptions& options = {});
  static GlobalAveragePooling3D from(Fields& f);
};
using GlobalAvgPool3D = GlobalAveragePooling3D;

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/reductions.hpp"

namespace keratin::layers {

KERATIN_INLINE GlobalAveragePooling3D::GlobalAveragePooling3D(const GlobalAveragePooling3DOptions& options)
    : Layer(Ref<LayerImpl>(new GlobalPoolingImpl("GlobalAveragePooling3D", 3, ops::mean, options))) {}
KERATIN_INLINE GlobalAveragePooling3D GlobalAveragePooling3D::from(Fields& f) {
  return layer_from<GlobalAveragePooling3D, GlobalAveragePooling3DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
