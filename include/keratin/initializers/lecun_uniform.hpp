// LecunUniform: equally likely within ±sqrt(3 / fan_in) (keras.initializers.LecunUniform;
// LeCun et al., 1998).
#pragma once
#include "variance_scaling.hpp"

namespace keratin::initializers {

using LecunUniformOptions = FanOptions;

/// Equally likely within ±sqrt(3 / fan_in).
struct LecunUniform : Initializer {
  using Options = LecunUniformOptions;
  explicit LecunUniform(const LecunUniformOptions& options = {});
};

}  // namespace keratin::initializers

#if KERATIN_DEFINE(initializers)
namespace keratin::initializers {

KERATIN_INLINE LecunUniform::LecunUniform(const LecunUniformOptions& options)
    : Initializer(detail::fan_scaled("LecunUniform", 1, "fan_in", "uniform", options)) {}

}  // namespace keratin::initializers
#endif
