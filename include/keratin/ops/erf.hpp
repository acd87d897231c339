// erf(x) = 2 / sqrt(pi) times the integral of e^-t^2 from 0 to x.   d/dx = 2 / sqrt(pi) e^-x^2.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The error function (keras.ops.erf).
[[nodiscard]] Tensor erf(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Erf {
  template <class V>
  V operator()(const V& x) const {
    return math::erf(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy * V(1.1283791670955126) * math::exp(-x * x);
  }
};
KERATIN_INLINE Tensor erf(const Tensor& x) { return unary({"keras.src.ops.math", "Erf"}, Erf{}, x); }

}  // namespace keratin::ops
#endif
