// GlorotUniform: equally likely within ±sqrt(6 / (fan_in + fan_out)) (keras.initializers.GlorotUniform;
// Glorot and Bengio, 2010).
#pragma once
#include "variance_scaling.hpp"

namespace keratin::initializers {

using GlorotUniformOptions = FanOptions;

/// Equally likely within ±sqrt(6 / (fan_in + fan_out)).
struct GlorotUniform : Initializer {
  using Options = GlorotUniformOptions;
  explicit GlorotUniform(const GlorotUniformOptions& options = {});
};

}  // namespace keratin::initializers

#if KERATIN_DEFINE(initializers)
namespace keratin::initializers {

KERATIN_INLINE GlorotUniform::GlorotUniform(const GlorotUniformOptions& options)
    : Initializer(detail::fan_scaled("GlorotUniform", 1, "fan_avg", "uniform", options)) {}

}  // namespace keratin::initializers
#endif
