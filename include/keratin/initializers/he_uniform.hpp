// HeUniform: equally likely within ±sqrt(6 / fan_in) (keras.initializers.HeUniform;
// He et al., 2015).
#pragma once
#include "variance_scaling.hpp"

namespace keratin::initializers {

using HeUniformOptions = FanOptions;

/// Equally likely within ±sqrt(6 / fan_in).
struct HeUniform : Initializer {
  using Options = HeUniformOptions;
  explicit HeUniform(const HeUniformOptions& options = {});
};

}  // namespace keratin::initializers

#if KERATIN_DEFINE(initializers)
namespace keratin::initializers {

KERATIN_INLINE HeUniform::HeUniform(const HeUniformOptions& options)
    : Initializer(detail::fan_scaled("HeUniform", 2, "fan_in", "uniform", options)) {}

}  // namespace keratin::initializers
#endif
