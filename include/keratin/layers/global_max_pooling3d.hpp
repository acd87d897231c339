// GlobalMaxPooling3D: the greatest element of each channel.   (batch, depth, height, width, channels) -> (batch,
// channels)
//   model.add(GlobalMaxPooling3D());
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using GlobalMaxPooling3DOptions = GlobalPoolingOptions;

/// With keepdims the axes stay, with size 1 (keras.layers.GlobalMaxPooling3D).
struct GlobalMaxPooling3D : Layer {
  explicit GlobalMaxPooling3D(const GlobalMaxPooling3DOptions& options = {});
  static GlobalMaxPooling3D from(Fields& f);
};
using GlobalMaxPool3D = GlobalMaxPooling3D;

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/reductions.hpp"

namespace keratin::layers {

KERATIN_INLINE GlobalMaxPooling3D::GlobalMaxPooling3D(const GlobalMaxPooling3DOptions& options)
    : Layer(Ref<LayerImpl>(new GlobalPoolingImpl("GlobalMaxPooling3D", 3, ops::max, options))) {}
KERATIN_INLINE GlobalMaxPooling3D GlobalMaxPooling3D::from(Fields& f) {
  return layer_from<GlobalMaxPooling3D, GlobalMaxPooling3DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
