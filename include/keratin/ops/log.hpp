// log(x), the natural logarithm.   d/dx = 1 / x.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The natural logarithm; -inf at 0, NaN below.
[[nodiscard]] Tensor log(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Log {
  template <class V>
  V operator()(const V& x) const {
    return math::log(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy / x;
  }
};
KERATIN_INLINE Tensor log(const Tensor& x) { return unary({"keras.src.ops.numpy", "Log"}, Log{}, x); }

}  // namespace keratin::ops
#endif
