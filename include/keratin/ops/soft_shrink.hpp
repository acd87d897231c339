// soft_shrink(x, threshold) = x moved towards 0 by the threshold, and 0 nearer to it.   d/dx = 1 where |x| >
// threshold, else 0.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x moved towards 0 by `threshold`; 0 where |x| is not above it (keras.ops.soft_shrink).
[[nodiscard]] Tensor soft_shrink(const Tensor& x, Real threshold = 0.5);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct SoftShrink {
  double threshold;
  template <class V>
  V operator()(const V& x) const {
    return select(x > V(threshold), x - V(threshold), select(x < V(-threshold), x + V(threshold), V(0)));
  }
  template <class V>
  V gradient(const V& x, const V&, const V& dy) const {
    return select(math::abs(x) > V(threshold), dy, V(0));
  }
};
KERATIN_INLINE Tensor soft_shrink(const Tensor& x, Real threshold) {
  return with_arguments(unary({"keras.src.ops.nn", "SoftShrink"}, SoftShrink{threshold}, x),
                        {{"threshold", threshold}});
}

}  // namespace keratin::ops
#endif
