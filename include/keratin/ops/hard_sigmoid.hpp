// hard_sigmoid(x) = relu6(x + 3) / 6.   d/dx = 1/6 where -3 < x < 3, else 0.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x / 6 + 1/2, cut to 0 and 1 (keras.ops.hard_sigmoid).
[[nodiscard]] Tensor hard_sigmoid(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct HardSigmoid {
  template <class V>
  V operator()(const V& x) const {
    return math::min(math::max(x + V(3), V(0)), V(6)) / V(6);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return select((x > V(-3)) & (x < V(3)), dy / V(6), V(0));
  }
};
KERATIN_INLINE Tensor hard_sigmoid(const Tensor& x) {
  return unary({"keras.src.ops.nn", "HardSigmoid"}, HardSigmoid{}, x);
}

}  // namespace keratin::ops
#endif
