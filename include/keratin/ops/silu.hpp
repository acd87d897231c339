// silu(x) = x sigmoid(x).   d/dx = s (1 + x (1 - s)), s = sigmoid(x).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x sigmoid(x), also called swish (keras.ops.silu).
[[nodiscard]] Tensor silu(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Silu {
  template <class V>
  V operator()(const V& x) const {
    return x * math::sigmoid(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    const V s = math::sigmoid(x);
    return dy * s * (V(1) + x * (V(1) - s));
  }
};
KERATIN_INLINE Tensor silu(const Tensor& x) { return unary({"keras.src.ops.nn", "Silu"}, Silu{}, x); }

}  // namespace keratin::ops
#endif
