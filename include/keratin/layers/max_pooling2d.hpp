// MaxPooling2D: the greatest element of each window that slides over images.
//   (batch, height, width, channels) -> the same with fewer rows and columns
//   model.add(MaxPooling2D(2));   model.add(MaxPooling2D({3, 2}, {.strides = 2, .padding = "same"}));
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using MaxPooling2DOptions = PoolingOptions;

/// Each axis of n elements becomes floor((n - pool_size) / strides) + 1, or with padding "same" ceil(n / strides)
/// (keras.layers.MaxPooling2D). Throws for an input that holds no window.
struct MaxPooling2D : Layer {
  explicit MaxPooling2D(const MaxPooling2DOptions& options = {});
  explicit MaxPooling2D(const PerAxis& pool_size, const MaxPooling2DOptions& options = {});
  static MaxPooling2D from(Fields& f);
};
using MaxPool2D = MaxPooling2D;

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/max_pool.hpp"

namespace keratin::layers {

KERATIN_INLINE MaxPooling2D::MaxPooling2D(const MaxPooling2DOptions& options)
    : Layer(Ref<LayerImpl>(new PoolingImpl("MaxPooling2D", 2, ops::max_pool, options))) {}
KERATIN_INLINE MaxPooling2D::MaxPooling2D(const PerAxis& pool_size, const MaxPooling2DOptions& options)
    : MaxPooling2D(with_pool_size(options, pool_size)) {}
KERATIN_INLINE MaxPooling2D MaxPooling2D::from(Fields& f) {
  return layer_from<MaxPooling2D, MaxPooling2DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
