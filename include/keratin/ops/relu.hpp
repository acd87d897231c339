// relu(x) = max(x, 0).   d/dx = 1 where x > 0, else 0.
#pragma once
#include "../tensor/tensor.hpp"
#include "fused_activation.hpp"

namespace keratin::ops {

/// x where it is positive, 0 elsewhere (keras.ops.relu).
[[nodiscard]] Tensor relu(const Tensor& x);
/// The form that linear() takes.
[[nodiscard]] const FusedActivation* fused_relu();

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Relu {
  template <class V>
  V operator()(const V& x) const {
    return math::max(x, V(0));
  }
  template <class V>
  static V gradient(const V&, const V& y, const V& dy) {
    return select(y > V(0), dy, V(0));
  }
};
KERATIN_INLINE Tensor relu(const Tensor& x) { return unary_number({"keras.src.ops.nn", "Relu"}, Relu{}, x); }
KERATIN_INLINE const FusedActivation* fused_relu() { return detail::fused_activation<Relu>(); }

}  // namespace keratin::ops
#endif
