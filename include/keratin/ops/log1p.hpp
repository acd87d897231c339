// log1p(x) = log(1 + x).   d/dx = 1 / (1 + x).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// log(1 + x), exact for small x (keras.ops.log1p).
[[nodiscard]] Tensor log1p(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Log1p {
  template <class V>
  V operator()(const V& x) const {
    return math::log1p(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy / (V(1) + x);
  }
};
KERATIN_INLINE Tensor log1p(const Tensor& x) { return unary({"keras.src.ops.numpy", "Log1p"}, Log1p{}, x); }

}  // namespace keratin::ops
#endif
