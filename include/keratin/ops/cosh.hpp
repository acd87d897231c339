// cosh(x) = (e^x + e^-x) / 2.   d/dx = sinh(x).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The hyperbolic cosine (keras.ops.cosh).
[[nodiscard]] Tensor cosh(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../core/trigonometry.hpp"
#include "op.hpp"

namespace keratin::ops {

struct Cosh {
  template <class V>
  V operator()(const V& x) const {
    return math::cosh(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy * math::sinh(x);
  }
};
KERATIN_INLINE Tensor cosh(const Tensor& x) { return unary({"keras.src.ops.numpy", "Cosh"}, Cosh{}, x); }

}  // namespace keratin::ops
#endif
