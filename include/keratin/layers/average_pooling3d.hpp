// AveragePooling3D: the mean of each window that slides over volumes.
//   (batch, depth, height, width, channels) -> the same with fewer layers, rows and columns
//   model.add(AveragePooling3D(2));   model.add(AveragePooling3D({1, 2, 2}, {.padding = "same"}));
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using AveragePooling3DOptions = PoolingOptions;

/// Each axis of n elements becomes floor((n - pool_size) / strides) + 1, or with padding "same" ceil(n / strides)
/// (keras.layers.AveragePooling3D). Padding does not count. Throws for an input that holds no window.
struct AveragePooling3D : Layer {
  explicit AveragePooling3D(const AveragePooling3DOptions& options = {});
  explicit AveragePooling3D(const PerAxis& pool_size, const AveragePooling3DOptions& options = {});
  static AveragePooling3D from(Fields& f);
};
using AvgPool3D = AveragePooling3D;

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/average_pool.hpp"

namespace keratin::layers {

KERATIN_INLINE AveragePooling3D::AveragePooling3D(const AveragePooling3DOptions& options)
    : Layer(Ref<LayerImpl>(new PoolingImpl("AveragePooling3D", 3, ops::average_pool, options))) {}
KERATIN_INLINE AveragePooling3D::AveragePooling3D(const PerAxis& pool_size, const AveragePooling3DOptions& options)
    : AveragePooling3D(with_pool_size(options, pool_size)) {}
KERATIN_INLINE AveragePooling3D AveragePooling3D::from(Fields& f) {
  return layer_from<AveragePooling3D, AveragePooling3DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
