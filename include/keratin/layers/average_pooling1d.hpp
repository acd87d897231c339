// AveragePooling1D: the mean of each window that slides over sequences.
//   (batch, steps, channels) -> the same with fewer steps
//   model.add(AveragePooling1D(2));   model.add(AveragePooling1D(3, {.strides = 2, .padding = "same"}));
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using AveragePooling1DOptions = PoolingOptions;

/// Each axis of n elements becomes floor((n - pool_size) / strides) + 1, or with padding "same" ceil(n / strides)
/// (keras.layers.AveragePooling1D). Padding does not count. Throws for an input that holds no window.
struct AveragePooling1D : Layer {
  explicit AveragePooling1D(const AveragePooling1DOptions& options = {});
  explicit AveragePooling1D(const PerAxis& pool_size, const AveragePooling1DOptions& options = {});
  static AveragePooling1D from(Fields& f);
};
using AvgPool1D = AveragePooling1D;

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/average_pool.hpp"

namespace keratin::layers {

KERATIN_INLINE AveragePooling1D::AveragePooling1D(const AveragePooling1DOptions& options)
    : Layer(Ref<LayerImpl>(new PoolingImpl("AveragePooling1D", 1, ops::average_pool, options))) {}
KERATIN_INLINE AveragePooling1D::AveragePooling1D(const PerAxis& pool_size, const AveragePooling1DOptions& options)
    : AveragePooling1D(with_pool_size(options, pool_size)) {}
KERATIN_INLINE AveragePooling1D AveragePooling1D::from(Fields& f) {
  return layer_from<AveragePooling1D, AveragePooling1DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
