// exp2(x) = 2^x.   d/dx = y log 2.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// 2 to the power x (keras.ops.exp2).
[[nodiscard]] Tensor exp2(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Exp2 {
  template <class V>
  V operator()(const V& x) const {
    return math::exp(x * V(0.6931471805599453));
  }
  template <class V>
  static V gradient(const V&, const V& y, const V& dy) {
    return dy * y * V(0.6931471805599453);
  }
};
KERATIN_INLINE Tensor exp2(const Tensor& x) { return unary({"keras.src.ops.numpy", "Exp2"}, Exp2{}, x); }

}  // namespace keratin::ops
#endif
