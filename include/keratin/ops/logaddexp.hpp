// logaddexp(a, b) = log(e^a + e^b).   d/da = sigmoid(a - b), d/db = sigmoid(b - a).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// log(e^a + e^b), without overflow, broadcast (keras.ops.logaddexp).
[[nodiscard]] Tensor logaddexp(const Tensor& a, const Tensor& b);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Logaddexp {
  template <class V>
  V operator()(const V& a, const V& b) const {
    const V apart = select(a == b, V(0), math::abs(a - b));
    return math::max(a, b) + math::log1p(math::exp(-apart));
  }
  template <class V>
  static V gradient_a(const V& a, const V& b, const V& dy) {
    return dy * math::sigmoid(a - b);
  }
  template <class V>
  static V gradient_b(const V& a, const V& b, const V& dy) {
    return dy * math::sigmoid(b - a);
  }
};
KERATIN_INLINE Tensor logaddexp(const Tensor& a, const Tensor& b) {
  return binary_float({"keras.src.ops.numpy", "Logaddexp"}, Logaddexp{}, a, b, logaddexp);
}

}  // namespace keratin::ops
#endif
