// hard_shrink(x, threshold) = x where |x| > threshold, else 0.   d/dx = 1 there, else 0.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x where |x| > `threshold`, 0 elsewhere (keras.ops.hard_shrink).
[[nodiscard]] Tensor hard_shrink(const Tensor& x, Real threshold = 0.5);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct HardShrink {
  double threshold;
  template <class V>
  V operator()(const V& x) const {
    return select(math::abs(x) > V(threshold), x, V(0));
  }
  template <class V>
  V gradient(const V& x, const V&, const V& dy) const {
    return select(math::abs(x) > V(threshold), dy, V(0));
  }
};
KERATIN_INLINE Tensor hard_shrink(const Tensor& x, Real threshold) {
  return with_arguments(unary({"keras.src.ops.nn", "HardShrink"}, HardShrink{threshold}, x),
                        {{"threshold", threshold}});
}

}  // namespace keratin::ops
#endif
