// leaky_relu(x, negative_slope) = x where x > 0, negative_slope x elsewhere.   d/dx = 1 or negative_slope.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x where it is positive, `negative_slope` times x elsewhere (keras.ops.leaky_relu).
[[nodiscard]] Tensor leaky_relu(const Tensor& x, Real negative_slope = 0.2);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct LeakyRelu {
  double negative_slope;
  template <class V>
  V operator()(const V& x) const {
    return select(x > V(0), x, x * V(negative_slope));
  }
  template <class V>
  V gradient(const V& x, const V&, const V& dy) const {
    return select(x > V(0), dy, dy * V(negative_slope));
  }
};
KERATIN_INLINE Tensor leaky_relu(const Tensor& x, Real negative_slope) {
  return with_arguments(unary({"keras.src.ops.nn", "LeakyRelu"}, LeakyRelu{negative_slope}, x),
                        {{"negative_slope", negative_slope}});
}

}  // namespace keratin::ops
#endif
