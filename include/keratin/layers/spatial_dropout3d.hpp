// SpatialDropout3D: while training, whole channels of a sample are 0, the others larger, so that the mean stays.
//   (batch, depth, height, width, channels) -> the same
//   model.add(SpatialDropout3D(0.2));
#pragma once
#include "spatial_dropout.hpp"

namespace keratin::layers {

struct SpatialDropout3DOptions {
  KERATIN_OPTIONS;
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  std::optional<Int> seed = {};               ///< The same seed, the same masks in turn.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(seed, data_format)
};

/// Drops each channel with probability `rate` (keras.layers.SpatialDropout3D). Throws unless 0 <= rate <= 1.
struct SpatialDropout3D : Layer {
  explicit SpatialDropout3D(Real rate, const SpatialDropout3DOptions& options = {});
  static SpatialDropout3D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
namespace keratin::layers {

KERATIN_INLINE SpatialDropout3D::SpatialDropout3D(Real rate, const SpatialDropout3DOptions& options)
    : Layer(Ref<LayerImpl>(new SpatialDropoutImpl<SpatialDropout3DOptions>("SpatialDropout3D", 3, rate, options))) {}
KERATIN_INLINE SpatialDropout3D SpatialDropout3D::from(Fields& f) {
  return layer_from<SpatialDropout3D, SpatialDropout3DOptions>(f, "rate", Real(0));
}

}  // namespace keratin::layers
#endif
