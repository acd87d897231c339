// AdaptiveMaxPooling1D: the greatest element of each of output_size windows that cover an axis evenly.
//   (batch, steps, channels) -> (batch, output_size, channels)
//   model.add(AdaptiveMaxPooling1D(4));
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using AdaptiveMaxPooling1DOptions = AdaptivePoolingOptions;

/// Window i of n elements is floor(i n / output_size) to ceil((i + 1) n / output_size)
/// (keras.layers.AdaptiveMaxPooling1D).
struct AdaptiveMaxPooling1D : Layer {
  explicit AdaptiveMaxPooling1D(const PerAxis& output_size, const AdaptiveMaxPooling1DOptions& options = {});
  static AdaptiveMaxPooling1D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/adaptive_max_pool.hpp"

namespace keratin::layers {

KERATIN_INLINE AdaptiveMaxPooling1D::AdaptiveMaxPooling1D(const PerAxis& output_size,
                                                          const AdaptiveMaxPooling1DOptions& options)
    : Layer(Ref<LayerImpl>(
          new AdaptivePoolingImpl("AdaptiveMaxPooling1D", 1, ops::adaptive_max_pool, output_size, options))) {}
KERATIN_INLINE AdaptiveMaxPooling1D AdaptiveMaxPooling1D::from(Fields& f) {
  return from_output_size<AdaptiveMaxPooling1D, AdaptiveMaxPooling1DOptions>(f);
}

}  // namespace keratin::layers
#endif
