// SpatialDropout2D: while training, whole channels of a sample are 0, the others larger, so that the mean stays.
//   (batch, height, width, channels) -> the same
//   model.add(SpatialDropout2D(0.2));
#pragma once
#include "spatial_dropout.hpp"

namespace keratin::layers {

struct SpatialDropout2DOptions {
  KERATIN_OPTIONS;
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  std::optional<Int> seed = {};               ///< The same seed, the same masks in turn.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(seed, data_format)
};

/// Drops each channel with probability `rate` (keras.layers.SpatialDropout2D). Throws unless 0 <= rate <= 1.
struct SpatialDropout2D : Layer {
  explicit SpatialDropout2D(Real rate, const SpatialDropout2DOptions& options = {});
  static SpatialDropout2D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
namespace keratin::layers {

KERATIN_INLINE SpatialDropout2D::SpatialDropout2D(Real rate, const SpatialDropout2DOptions& options)
    : Layer(Ref<LayerImpl>(new SpatialDropoutImpl<SpatialDropout2DOptions>("SpatialDropout2D", 2, rate, options))) {}
KERATIN_INLINE SpatialDropout2D SpatialDropout2D::from(Fields& f) {
  return layer_from<SpatialDropout2D, SpatialDropout2DOptions>(f, "rate", Real(0));
}

}  // namespace keratin::layers
#endif
