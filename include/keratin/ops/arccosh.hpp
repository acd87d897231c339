// arccosh(x) = log(x + sqrt(x^2 - 1)).   d/dx = 1 / sqrt(x^2 - 1).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The positive number whose hyperbolic cosine is x; NaN below 1 (keras.ops.arccosh).
[[nodiscard]] Tensor arccosh(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../core/trigonometry.hpp"
#include "op.hpp"

namespace keratin::ops {

struct Arccosh {
  template <class V>
  V operator()(const V& x) const {
    return math::arccosh(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy / math::sqrt(x * x - V(1));
  }
};
KERATIN_INLINE Tensor arccosh(const Tensor& x) { return unary({"keras.src.ops.numpy", "Arccosh"}, Arccosh{}, x); }

}  // namespace keratin::ops
#endif
