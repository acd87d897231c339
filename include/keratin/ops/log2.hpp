// log2(x) = log(x) / log(2).   d/dx = 1 / (x log 2).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The logarithm to base 2 (keras.ops.log2).
[[nodiscard]] Tensor log2(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Log2 {
  template <class V>
  V operator()(const V& x) const {
    return math::log(x) * V(1.4426950408889634);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy * V(1.4426950408889634) / x;
  }
};
KERATIN_INLINE Tensor log2(const Tensor& x) { return unary({"keras.src.ops.numpy", "Log2"}, Log2{}, x); }

}  // namespace keratin::ops
#endif
