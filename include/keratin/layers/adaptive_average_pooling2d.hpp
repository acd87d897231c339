// AdaptiveAveragePooling2D: the mean of each of output_size windows that cover an axis evenly.
//   (batch, height, width, channels) -> (batch, output_size[0], output_size[1], channels)
//   model.add(AdaptiveAveragePooling2D(4));
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using AdaptiveAveragePooling2DOptions = AdaptivePoolingOptions;

/// Window i of n elements is floor(i n / output_size) to ceil((i + 1) n / output_size)
/// (keras.layers.AdaptiveAveragePooling2D).
struct AdaptiveAveragePooling2D : Layer {
  explicit AdaptiveAveragePooling2D(const PerAxis& output_size, const AdaptiveAveragePooling2DOptions& options = {});
  static AdaptiveAveragePooling2D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/adaptive_average_pool.hpp"

namespace keratin::layers {

KERATIN_INLINE AdaptiveAveragePooling2D::AdaptiveAveragePooling2D(const PerAxis& output_size,
                                                                  const AdaptiveAveragePooling2DOptions& options)
    : Layer(Ref<LayerImpl>(
          new AdaptivePoolingImpl("AdaptiveAveragePooling2D", 2, ops::adaptive_average_pool, output_size, options))) {}
KERATIN_INLINE AdaptiveAveragePooling2D AdaptiveAveragePooling2D::from(Fields& f) {
  return from_output_size<AdaptiveAveragePooling2D, AdaptiveAveragePooling2DOptions>(f);
}

}  // namespace keratin::layers
#endif
