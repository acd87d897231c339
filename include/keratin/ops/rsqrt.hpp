// rsqrt(x) = 1 / sqrt(x).   d/dx = -y^3 / 2.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// 1 / sqrt(x) (keras.ops.rsqrt).
[[nodiscard]] Tensor rsqrt(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Rsqrt {
  template <class V>
  V operator()(const V& x) const {
    return V(1) / math::sqrt(x);
  }
  template <class V>
  static V gradient(const V&, const V& y, const V& dy) {
    return dy * V(-0.5) * y * y * y;
  }
};
KERATIN_INLINE Tensor rsqrt(const Tensor& x) { return unary({"keras.src.ops.math", "Rsqrt"}, Rsqrt{}, x); }

}  // namespace keratin::ops
#endif
