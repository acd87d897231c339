// arccos(x) = arccos(x).   d/dx = -1 / sqrt(1 - x^2).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The angle from 0 to pi whose cosine is x; NaN beyond 1 (keras.ops.arccos).
[[nodiscard]] Tensor arccos(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../core/trigonometry.hpp"
#include "op.hpp"

namespace keratin::ops {

struct Arccos {
  template <class V>
  V operator()(const V& x) const {
    return math::arccos(x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return -dy / math::sqrt(V(1) - x * x);
  }
};
KERATIN_INLINE Tensor arccos(const Tensor& x) { return unary({"keras.src.ops.numpy", "Arccos"}, Arccos{}, x); }

}  // namespace keratin::ops
#endif
