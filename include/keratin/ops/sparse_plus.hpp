// sparse_plus(x) = 0 up to -1, (x + 1)^2 / 4 between -1 and 1, x from 1 on.   d/dx = 0, (x + 1) / 2, 1.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// 0 up to -1, (x + 1)^2 / 4 between -1 and 1, x from 1 on (keras.ops.sparse_plus).
[[nodiscard]] Tensor sparse_plus(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct SparsePlus {
  template <class V>
  V operator()(const V& x) const {
    return select(x <= V(-1), V(0), select(x < V(1), V(0.25) * (x + V(1)) * (x + V(1)), x));
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return select(x <= V(-1), V(0), select(x < V(1), V(0.5) * (x + V(1)) * dy, dy));
  }
};
KERATIN_INLINE Tensor sparse_plus(const Tensor& x) {
  return unary({"keras.src.ops.nn", "SparsePlus"}, SparsePlus{}, x);
}

}  // namespace keratin::ops
#endif
