// expm1(x) = e^x - 1.   d/dx = y + 1.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// e^x - 1, exact for small x (keras.ops.expm1).
[[nodiscard]] Tensor expm1(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Expm1 {
  template <class V>
  V operator()(const V& x) const {
    return math::expm1(x);
  }
  template <class V>
  static V gradient(const V&, const V& y, const V& dy) {
    return dy * (y + V(1));
  }
};
KERATIN_INLINE Tensor expm1(const Tensor& x) { return unary({"keras.src.ops.numpy", "Expm1"}, Expm1{}, x); }

}  // namespace keratin::ops
#endif
