// exp(x) = e^x.   d/dx = exp(x).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// e to the power of x.
[[nodiscard]] Tensor exp(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Exp {
  template <class V>
  V operator()(const V& x) const {
    return math::exp(x);
  }
  template <class V>
  static V gradient(const V&, const V& y, const V& dy) {
    return dy * y;
  }
};
KERATIN_INLINE Tensor exp(const Tensor& x) { return unary({"keras.src.ops.numpy", "Exp"}, Exp{}, x); }

}  // namespace keratin::ops
#endif
