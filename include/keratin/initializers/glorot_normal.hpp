// GlorotNormal: normally distributed with variance 2 / (fan_in + fan_out), cut at two standard deviations
// (keras.initializers.GlorotNormal; Glorot and Bengio, 2010).
#pragma once
#include "variance_scaling.hpp"

namespace keratin::initializers {

using GlorotNormalOptions = FanOptions;

/// Normally distributed with mean 0 and stddev sqrt(2 / (fan_in + fan_out)), without the far ones.
struct GlorotNormal : Initializer {
  using Options = GlorotNormalOptions;
  explicit GlorotNormal(const GlorotNormalOptions& options = {});
};

}  // namespace keratin::initializers

#if KERATIN_DEFINE(initializers)
namespace keratin::initializers {

KERATIN_INLINE GlorotNormal::GlorotNormal(const GlorotNormalOptions& options)
    : Initializer(detail::fan_scaled("GlorotNormal", 1, "fan_avg", "truncated_normal", options)) {}

}  // namespace keratin::initializers
#endif
