// clip(x, x_min, x_max) = min(max(x, x_min), x_max).   d/dx = 1 inside the bounds, else 0.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x, but not below x_min nor above x_max (keras.ops.clip).
[[nodiscard]] Tensor clip(const Tensor& x, Real x_min, Real x_max);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Clip {
  double low, high;
  template <class V>
  V operator()(const V& x) const {
    return math::min(math::max(x, V(low)), V(high));
  }
  template <class V>
  V gradient(const V& x, const V&, const V& dy) const {
    return select((x >= V(low)) & (x <= V(high)), dy, V(0));
  }
};
KERATIN_INLINE Tensor clip(const Tensor& x, Real x_min, Real x_max) {
  return with_arguments(unary_number({"keras.src.ops.numpy", "Clip"}, Clip{x_min, x_max}, x),
                        {{"x_min", x_min}, {"x_max", x_max}});
}

}  // namespace keratin::ops
#endif
