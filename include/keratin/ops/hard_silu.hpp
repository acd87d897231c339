// hard_silu(x) = x relu6(x + 3) / 6.   d/dx = relu6(x + 3) / 6, and x / 6 more where -3 < x < 3.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x times its hard_sigmoid, also called hard_swish (keras.ops.hard_silu).
[[nodiscard]] Tensor hard_silu(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct HardSilu {
  template <class V>
  V operator()(const V& x) const {
    return x * math::min(math::max(x + V(3), V(0)), V(6)) / V(6);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    const V h = math::min(math::max(x + V(3), V(0)), V(6)) / V(6);
    return dy * (h + select((x > V(-3)) & (x < V(3)), x / V(6), V(0)));
  }
};
KERATIN_INLINE Tensor hard_silu(const Tensor& x) { return unary({"keras.src.ops.nn", "HardSilu"}, HardSilu{}, x); }

}  // namespace keratin::ops
#endif
