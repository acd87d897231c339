// round(x, decimals): the nearest number with so many decimals, half to even.   It has no gradient.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x rounded to `decimals` places, half to even; before the point where `decimals` is negative (keras.ops.round).
[[nodiscard]] Tensor round(const Tensor& x, Int decimals = 0);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Round {
  double scale;
  template <class V>
  V operator()(const V& x) const {
    return math::nearbyint(x * V(scale)) / V(scale);
  }
};
KERATIN_INLINE Tensor round(const Tensor& x, Int decimals) {
  const Round f{std::pow(10.0, static_cast<double>(decimals.value))};
  if (x.symbolic() || is_float(x.dtype()))
    return with_arguments(unary({"keras.src.ops.numpy", "Round"}, f, x), {{"decimals", decimals}});
  const Tensor whole = x.dtype() == bool_ ? x.cast(int32) : x;
  return decimals >= 0 ? whole : unary({"keras.src.ops.numpy", "Round"}, f, whole.cast(float64)).cast(whole.dtype());
}

}  // namespace keratin::ops
#endif
