// log10(x) = log(x) / log(10).   d/dx = 1 / (x log 10).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The logarithm to base 10 (keras.ops.log10).
[[nodiscard]] Tensor log10(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Log10 {
  template <class V>
  V operator()(const V& x) const {
    return math::log(x) * V(0.43429448190325183);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy * V(0.43429448190325183) / x;
  }
};
KERATIN_INLINE Tensor log10(const Tensor& x) { return unary({"keras.src.ops.numpy", "Log10"}, Log10{}, x); }

}  // namespace keratin::ops
#endif
