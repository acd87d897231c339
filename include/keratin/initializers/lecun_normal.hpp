// LecunNormal: normally distributed with variance 1 / fan_in, cut at two standard deviations
// (keras.initializers.LecunNormal; LeCun et al., 1998).
#pragma once
#include "variance_scaling.hpp"

namespace keratin::initializers {

using LecunNormalOptions = FanOptions;

/// Normally distributed with mean 0 and stddev sqrt(1 / fan_in), without the far ones.
struct LecunNormal : Initializer {
  using Options = LecunNormalOptions;
  explicit LecunNormal(const LecunNormalOptions& options = {});
};

}  // namespace keratin::initializers

#if KERATIN_DEFINE(initializers)
namespace keratin::initializers {

KERATIN_INLINE LecunNormal::LecunNormal(const LecunNormalOptions& options)
    : Initializer(detail::fan_scaled("LecunNormal", 1, "fan_in", "truncated_normal", options)) {}

}  // namespace keratin::initializers
#endif
