// relu6(x) = min(max(x, 0), 6).   d/dx = 1 where 0 < x < 6, else 0.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x between 0 and 6, and the nearer of them elsewhere (keras.ops.relu6).
[[nodiscard]] Tensor relu6(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Relu6 {
  template <class V>
  V operator()(const V& x) const {
    return math::min(math::max(x, V(0)), V(6));
  }
  template <class V>
  static V gradient(const V&, const V& y, const V& dy) {
    return select((y > V(0)) & (y < V(6)), dy, V(0));
  }
};
KERATIN_INLINE Tensor relu6(const Tensor& x) { return unary_number({"keras.src.ops.nn", "Relu6"}, Relu6{}, x); }

}  // namespace keratin::ops
#endif
