// MaxPooling3D: the greatest element of each window that slides over volumes.
//   (batch, depth, height, width, channels) -> the same with fewer layers, rows and columns
//   model.add(MaxPooling3D(2));   model.add(MaxPooling3D({1, 2, 2}, {.padding = "same"}));
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using MaxPooling3DOptions = PoolingOptions;

/// Each axis of n elements becomes floor((n - pool_size) / strides) + 1, or with padding "same" ceil(n / strides)
/// (keras.layers.MaxPooling3D). Throws for an input that holds no window.
struct MaxPooling3D : Layer {
  explicit MaxPooling3D(const MaxPooling3DOptions& options = {});
  explicit MaxPooling3D(const PerAxis& pool_size, const MaxPooling3DOptions& options = {});
  static MaxPooling3D from(Fields& f);
};
using MaxPool3D = MaxPooling3D;

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/max_pool.hpp"

namespace keratin::layers {

KERATIN_INLINE MaxPooling3D::MaxPooling3D(const MaxPooling3DOptions& options)
    : Layer(Ref<LayerImpl>(new PoolingImpl("MaxPooling3D", 3, ops::max_pool, options))) {}
KERATIN_INLINE MaxPooling3D::MaxPooling3D(const PerAxis& pool_size, const MaxPooling3DOptions& options)
    : MaxPooling3D(with_pool_size(options, pool_size)) {}
KERATIN_INLINE MaxPooling3D MaxPooling3D::from(Fields& f) {
  return layer_from<MaxPooling3D, MaxPooling3DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
