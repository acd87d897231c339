// AdaptiveMaxPooling3D: the greatest element of each of output_size windows that cover an axis evenly.
//   (batch, depth, height, width, channels) -> (batch, output_size…, channels)
//   model.add(AdaptiveMaxPooling3D({2, 4, 4}));
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using AdaptiveMaxPooling3DOptions = AdaptivePoolingOptions;

/// Window i of n elements is floor(i n / output_size) to ceil((i + 1) n / output_size)
/// (keras.layers.AdaptiveMaxPooling3D).
struct AdaptiveMaxPooling3D : Layer {
  explicit AdaptiveMaxPooling3D(const PerAxis& output_size, const AdaptiveMaxPooling3DOptions& options = {});
  static AdaptiveMaxPooling3D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/adaptive_max_pool.hpp"

namespace keratin::layers {

KERATIN_INLINE AdaptiveMaxPooling3D::AdaptiveMaxPooling3D(const PerAxis& output_size,
                                                          const AdaptiveMaxPooling3DOptions& options)
    : Layer(Ref<LayerImpl>(
          new AdaptivePoolingImpl("AdaptiveMaxPooling3D", 3, ops::adaptive_max_pool, output_size, options))) {}
KERATIN_INLINE AdaptiveMaxPooling3D AdaptiveMaxPooling3D::from(Fields& f) {
  return from_output_size<AdaptiveMaxPooling3D, AdaptiveMaxPooling3DOptions>(f);
}

}  // namespace keratin::layers
#endif
