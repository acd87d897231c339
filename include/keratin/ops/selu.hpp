// selu(x) = scale elu(x, alpha), scale = 1.0507…, alpha = 1.6732….   d/dx = scale, or y + scale alpha.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The elu that keeps the mean and variance of its inputs near 0 and 1 (Klambauer et al. 2017) (keras.ops.selu).
[[nodiscard]] Tensor selu(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Selu {
  template <class V>
  V operator()(const V& x) const {
    return V(1.0507009873554805) * select(x > V(0), x, V(1.6732632423543772) * math::expm1(math::min(x, V(0))));
  }
  template <class V>
  static V gradient(const V& x, const V& y, const V& dy) {
    return select(x >= V(0), dy * V(1.0507009873554805), dy * (y + V(1.7580993408473766)));
  }
};
KERATIN_INLINE Tensor selu(const Tensor& x) { return unary({"keras.src.ops.nn", "Selu"}, Selu{}, x); }

}  // namespace keratin::ops
#endif
