// softplus(x) = log(1 + e^x).   d/dx = sigmoid(x).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// log(1 + e^x), without overflow (keras.ops.softplus).
[[nodiscard]] Tensor softplus(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Softplus {
  template <class V>
  V operator()(const V& x) const {
    return math::softplus(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy * math::sigmoid(x);
  }
};
KERATIN_INLINE Tensor softplus(const Tensor& x) { return unary({"keras.src.ops.nn", "Softplus"}, Softplus{}, x); }

}  // namespace keratin::ops
#endif
