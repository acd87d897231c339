// MaxPooling1D: the greatest element of each window that slides over sequences.
//   (batch, steps, channels) -> the same with fewer steps
//   model.add(MaxPooling1D(2));   model.add(MaxPooling1D(3, {.strides = 2, .padding = "same"}));
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using MaxPooling1DOptions = PoolingOptions;

/// Each axis of n elements becomes floor((n - pool_size) / strides) + 1, or with padding "same" ceil(n / strides)
/// (keras.layers.MaxPooling1D). Throws for an input that holds no window.
struct MaxPooling1D : Layer {
  explicit MaxPooling1D(const MaxPooling1DOptions& options = {});
  explicit MaxPooling1D(const PerAxis& pool_size, const MaxPooling1DOptions& options = {});
  static MaxPooling1D from(Fields& f);
};
using MaxPool1D = MaxPooling1D;

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/max_pool.hpp"

namespace keratin::layers {

KERATIN_INLINE MaxPooling1D::MaxPooling1D(const MaxPooling1DOptions& options)
    : Layer(Ref<LayerImpl>(new PoolingImpl("MaxPooling1D", 1, ops::max_pool, options))) {}
KERATIN_INLINE MaxPooling1D::MaxPooling1D(const PerAxis& pool_size, const MaxPooling1DOptions& options)
    : MaxPooling1D(with_pool_size(options, pool_size)) {}
KERATIN_INLINE MaxPooling1D MaxPooling1D::from(Fields& f) {
  return layer_from<MaxPooling1D, MaxPooling1DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
