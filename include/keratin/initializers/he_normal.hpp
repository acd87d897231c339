// HeNormal: normally distributed with variance 2 / fan_in, cut at two standard deviations (keras.initializers.HeNormal;
// He et al., 2015).
#pragma once
#include "variance_scaling.hpp"

namespace keratin::initializers {

using HeNormalOptions = FanOptions;

/// Normally distributed with mean 0 and stddev sqrt(2 / fan_in), without the far ones.
struct HeNormal : Initializer {
  using Options = HeNormalOptions;
  explicit HeNormal(const HeNormalOptions& options = {});
};

}  // namespace keratin::initializers

#if KERATIN_DEFINE(initializers)
namespace keratin::initializers {

KERATIN_INLINE HeNormal::HeNormal(const HeNormalOptions& options)
    : Initializer(detail::fan_scaled("HeNormal", 2, "fan_in", "truncated_normal", options)) {}

}  // namespace keratin::initializers
#endif
