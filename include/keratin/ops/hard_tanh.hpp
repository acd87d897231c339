// hard_tanh(x) = min(max(x, -1), 1).   d/dx = 1 where -1 <= x <= 1, else 0.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x between -1 and 1, and the nearer of them elsewhere (keras.ops.hard_tanh).
[[nodiscard]] Tensor hard_tanh(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct HardTanh {
  template <class V>
  V operator()(const V& x) const {
    return math::min(math::max(x, V(-1)), V(1));
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return select((x >= V(-1)) & (x <= V(1)), dy, V(0));
  }
};
KERATIN_INLINE Tensor hard_tanh(const Tensor& x) { return unary({"keras.src.ops.nn", "HardTanh"}, HardTanh{}, x); }

}  // namespace keratin::ops
#endif
