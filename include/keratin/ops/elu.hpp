// elu(x, alpha) = x where x > 0, alpha (e^x - 1) elsewhere.   d/dx = 1, or y + alpha.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x where it is positive, alpha (e^x - 1) elsewhere (keras.ops.elu).
[[nodiscard]] Tensor elu(const Tensor& x, Real alpha = 1);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Elu {
  double alpha;
  template <class V>
  V operator()(const V& x) const {
    return select(x > V(0), x, V(alpha) * math::expm1(math::min(x, V(0))));
  }
  template <class V>
  V gradient(const V& x, const V& y, const V& dy) const {
    return select(x > V(0), dy, dy * (y + V(alpha)));
  }
};
KERATIN_INLINE Tensor elu(const Tensor& x, Real alpha) {
  return with_arguments(unary({"keras.src.ops.nn", "Elu"}, Elu{alpha}, x), {{"alpha", alpha}});
}

}  // namespace keratin::ops
#endif
