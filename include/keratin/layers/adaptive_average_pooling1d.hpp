// AdaptiveAveragePooling1D: the mean of each of output_size windows that cover an axis evenly.
//   (batch, steps, channels) -> (batch, output_size, channels)
//   model.add(AdaptiveAveragePooling1D(4));
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using AdaptiveAveragePooling1DOptions = AdaptivePoolingOptions;

/// Window i of n elements is floor(i n / output_size) to ceil((i + 1) n / output_size)
/// (keras.layers.AdaptiveAveragePooling1D).
struct AdaptiveAveragePooling1D : Layer {
  explicit AdaptiveAveragePooling1D(const PerAxis& output_size, const AdaptiveAveragePooling1DOptions& options = {});
  static AdaptiveAveragePooling1D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/adaptive_average_pool.hpp"

namespace keratin::layers {

KERATIN_INLINE AdaptiveAveragePooling1D::AdaptiveAveragePooling1D(const PerAxis& output_size,
                                                                  const AdaptiveAveragePooling1DOptions& options)
    : Layer(Ref<LayerImpl>(
          new AdaptivePoolingImpl("AdaptiveAveragePooling1D", 1, ops::adaptive_average_pool, output_size, options))) {}
KERATIN_INLINE AdaptiveAveragePooling1D AdaptiveAveragePooling1D::from(Fields& f) {
  return from_output_size<AdaptiveAveragePooling1D, AdaptiveAveragePooling1DOptions>(f);
}

}  // namespace keratin::layers
#endif
