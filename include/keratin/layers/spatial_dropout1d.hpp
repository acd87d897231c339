// SpatialDropout1D: while training, whole channels of a sample are 0, the others larger, so that the mean stays.
//   (batch, steps, channels) -> the same
//   model.add(SpatialDropout1D(0.2));
#pragma once
#include "spatial_dropout.hpp"

namespace keratin::layers {

struct SpatialDropout1DOptions {
  KERATIN_OPTIONS;
  std::optional<Int> seed = {};  ///< The same seed, the same masks in turn.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(seed)
};

/// Drops each channel with probability `rate` (keras.layers.SpatialDropout1D). Throws unless 0 <= rate <= 1.
struct SpatialDropout1D : Layer {
  explicit SpatialDropout1D(Real rate, const SpatialDropout1DOptions& options = {});
  static SpatialDropout1D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
namespace keratin::layers {

KERATIN_INLINE SpatialDropout1D::SpatialDropout1D(Real rate, const SpatialDropout1DOptions& options)
    : Layer(Ref<LayerImpl>(new SpatialDropoutImpl<SpatialDropout1DOptions>("SpatialDropout1D", 1, rate, options))) {}
KERATIN_INLINE SpatialDropout1D SpatialDropout1D::from(Fields& f) {
  return layer_from<SpatialDropout1D, SpatialDropout1DOptions>(f, "rate", Real(0));
}

}  // namespace keratin::layers
#endif
