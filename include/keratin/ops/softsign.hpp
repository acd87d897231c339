// softsign(x) = x / (1 + |x|).   d/dx = 1 / (1 + |x|)^2.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x / (1 + |x|), between -1 and 1 (keras.ops.softsign).
[[nodiscard]] Tensor softsign(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Softsign {
  template <class V>
  V operator()(const V& x) const {
    return x / (V(1) + math::abs(x));
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy / ((V(1) + math::abs(x)) * (V(1) + math::abs(x)));
  }
};
KERATIN_INLINE Tensor softsign(const Tensor& x) { return unary({"keras.src.ops.nn", "Softsign"}, Softsign{}, x); }

}  // namespace keratin::ops
#endif
