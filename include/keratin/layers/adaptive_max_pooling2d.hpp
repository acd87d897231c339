// AdaptiveMaxPooling2D: the greatest element of each of output_size windows that cover an axis evenly.
//   (batch, height, width, channels) -> (batch, output_size[0], output_size[1], channels)
//   model.add(AdaptiveMaxPooling2D(4));
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using AdaptiveMaxPooling2DOptions = AdaptivePoolingOptions;

/// Window i of n elements is floor(i n / output_size) to ceil((i + 1) n / output_size)
/// (keras.layers.AdaptiveMaxPooling2D).
struct AdaptiveMaxPooling2D : Layer {
  explicit AdaptiveMaxPooling2D(const PerAxis& output_size, const AdaptiveMaxPooling2DOptions& options = {});
  static AdaptiveMaxPooling2D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/adaptive_max_pool.hpp"

namespace keratin::layers {

KERATIN_INLINE AdaptiveMaxPooling2D::AdaptiveMaxPooling2D(const PerAxis& output_size,
                                                          const AdaptiveMaxPooling2DOptions& options)
    : Layer(Ref<LayerImpl>(
          new AdaptivePoolingImpl("AdaptiveMaxPooling2D", 2, ops::adaptive_max_pool, output_size, options))) {}
KERATIN_INLINE AdaptiveMaxPooling2D AdaptiveMaxPooling2D::from(Fields& f) {
  return from_output_size<AdaptiveMaxPooling2D, AdaptiveMaxPooling2DOptions>(f);
}

}  // namespace keratin::layers
#endif
