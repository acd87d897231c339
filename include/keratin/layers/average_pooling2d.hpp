// AveragePooling2D: the mean of each window that slides over images.
//   (batch, height, width, channels) -> the same with fewer rows and columns
//   model.add(AveragePooling2D(2));   model.add(AveragePooling2D({3, 2}, {.strides = 2, .padding = "same"}));
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using AveragePooling2DOptions = PoolingOptions;

/// Each axis of n elements becomes floor((n - pool_size) / strides) + 1, or with padding "same" ceil(n / strides)
/// (keras.layers.AveragePooling2D). Padding does not count. Throws for an input that holds no window.
struct AveragePooling2D : Layer {
  explicit AveragePooling2D(const AveragePooling2DOptions& options = {});
  explicit AveragePooling2D(const PerAxis& pool_size, const AveragePooling2DOptions& options = {});
  static AveragePooling2D from(Fields& f);
};
using AvgPool2D = AveragePooling2D;

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/average_pool.hpp"

namespace keratin::layers {

KERATIN_INLINE AveragePooling2D::AveragePooling2D(const AveragePooling2DOptions& options)
    : Layer(Ref<LayerImpl>(new PoolingImpl("AveragePooling2D", 2, ops::average_pool, options))) {}
KERATIN_INLINE AveragePooling2D::AveragePooling2D(const PerAxis& pool_size, const AveragePooling2DOptions& options)
    : AveragePooling2D(with_pool_size(options, pool_size)) {}
KERATIN_INLINE AveragePooling2D AveragePooling2D::from(Fields& f) {
  return layer_from<AveragePooling2D, AveragePooling2DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
