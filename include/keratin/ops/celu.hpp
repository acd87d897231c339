// celu(x, alpha) = max(x, 0) + alpha (e^(min(x, 0) / alpha) - 1).   d/dx = 1, or e^(x / alpha); 2 at 0, where both
// parts count, as in Keras.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x where it is positive, alpha (e^(x / alpha) - 1) elsewhere (Barron 2017) (keras.ops.celu).
[[nodiscard]] Tensor celu(const Tensor& x, Real alpha = 1);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Celu {
  double alpha;
  template <class V>
  V operator()(const V& x) const {
    return math::max(x, V(0)) + V(alpha) * math::expm1(math::min(x, V(0)) / V(alpha));
  }
  template <class V>
  V gradient(const V& x, const V&, const V& dy) const {
    const V slope = math::exp(math::min(x, V(0)) / V(alpha));
    return dy * select(x == V(0), V(2), slope);
  }
};
KERATIN_INLINE Tensor celu(const Tensor& x, Real alpha) {
  require(alpha != 0, "celu: expected an alpha other than 0; got 0.");
  return with_arguments(unary({"keras.src.ops.nn", "Celu"}, Celu{alpha}, x), {{"alpha", alpha}});
}

}  // namespace keratin::ops
#endif
