// squareplus(x, b) = (x + sqrt(x^2 + b)) / 2.   d/dx = (1 + x / sqrt(x^2 + b)) / 2.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// (x + sqrt(x^2 + b)) / 2: a smooth relu (keras.ops.squareplus).
[[nodiscard]] Tensor squareplus(const Tensor& x, Real b = 4);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Squareplus {
  double b;
  template <class V>
  V operator()(const V& x) const {
    return (x + math::sqrt(x * x + V(b))) / V(2);
  }
  template <class V>
  V gradient(const V& x, const V&, const V& dy) const {
    return dy * (V(1) + x / math::sqrt(x * x + V(b))) / V(2);
  }
};
KERATIN_INLINE Tensor squareplus(const Tensor& x, Real b) {
  return with_arguments(unary({"keras.src.ops.nn", "Squareplus"}, Squareplus{b}, x), {{"b", b}});
}

}  // namespace keratin::ops
#endif
