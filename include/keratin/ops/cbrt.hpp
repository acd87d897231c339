// cbrt(x) = the number whose cube is x.   d/dx = 1 / (3 cbrt(x)²).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The cube root, of negative numbers too (keras.ops.cbrt). Its gradient at 0 is infinite.
[[nodiscard]] Tensor cbrt(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Cbrt {
  template <class V>
  V operator()(const V& x) const {
    const V a = math::abs(x), root = math::exp(math::log(a) / V(3));
    const V nearer =
        root - (root - a / (root * root)) / V(3);  // a step of Newton's makes up for the logarithm's rounding
    return math::sign(x) * select(nearer == nearer, nearer, root);  // 0 and infinity have no such step
  }
  template <class V>
  static V gradient(const V&, const V& y, const V& dy) {
    return dy / (V(3) * y * y);
  }
};
KERATIN_INLINE Tensor cbrt(const Tensor& x) { return unary({"keras.src.ops.numpy", "Cbrt"}, Cbrt{}, x); }

}  // namespace keratin::ops
#endif
