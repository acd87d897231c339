// AdaptiveAveragePooling3D: the mean of each of output_size windows that cover an axis evenly.
//   (batch, depth, height, width, channels) -> (batch, output_size…, channels)
//   model.add(AdaptiveAveragePooling3D({2, 4, 4}));
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using AdaptiveAveragePooling3DOptions = AdaptivePoolingOptions;

/// Window i of n elements is floor(i n / output_size) to ceil((i + 1) n / output_size)
/// (keras.layers.AdaptiveAveragePooling3D).
struct AdaptiveAveragePooling3D : Layer {
  explicit AdaptiveAveragePooling3D(const PerAxis& output_size, const AdaptiveAveragePooling3DOptions& options = {});
  static AdaptiveAveragePooling3D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/adaptive_average_pool.hpp"

namespace keratin::layers {

KERATIN_INLINE AdaptiveAveragePooling3D::AdaptiveAveragePooling3D(const PerAxis& output_size,
                                                                  const AdaptiveAveragePooling3DOptions& options)
    : Layer(Ref<LayerImpl>(
          new AdaptivePoolingImpl("AdaptiveAveragePooling3D", 3, ops::adaptive_average_pool, output_size, options))) {}
KERATIN_INLINE AdaptiveAveragePooling3D AdaptiveAveragePooling3D::from(Fields& f) {
  return from_output_size<AdaptiveAveragePooling3D, AdaptiveAveragePooling3DOptions>(f);
}

}  // namespace keratin::layers
#endif
