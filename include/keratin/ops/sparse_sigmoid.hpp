// sparse_sigmoid(x) = 0 up to -1, (x + 1) / 2 between -1 and 1, 1 from 1 on.   d/dx = 1/2 between, else 0.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// 0 up to -1, (x + 1) / 2 between -1 and 1, 1 from 1 on (keras.ops.sparse_sigmoid).
[[nodiscard]] Tensor sparse_sigmoid(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct SparseSigmoid {
  template <class V>
  V operator()(const V& x) const {
    return select(x <= V(-1), V(0), select(x >= V(1), V(1), V(0.5) * (x + V(1))));
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return select((x > V(-1)) & (x < V(1)), V(0.5) * dy, V(0));
  }
};
KERATIN_INLINE Tensor sparse_sigmoid(const Tensor& x) {
  return unary({"keras.src.ops.nn", "SparseSigmoid"}, SparseSigmoid{}, x);
}

}  // namespace keratin::ops
#endif
