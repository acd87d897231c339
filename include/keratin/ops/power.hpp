// power(a, b) = a^b.   d/da = b a^(b-1), d/db = a^b log(a).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// a to the power of b, broadcast; in the dtype that both promote to.
[[nodiscard]] Tensor power(const Tensor& a, const Tensor& b);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Power {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return math::pow(a, b);
  }
  template <class V>
  static V gradient_a(const V& a, const V& b, const V& dy) {
    return select(b == V(0), V(0), dy * b * math::pow(a, b - V(1)));
  }
  template <class V>
  static V gradient_b(const V& a, const V& b, const V& dy) {
    return select(a > V(0), dy * math::pow(a, b) * math::log(a), V(0));  // below 0, b is no variable
  }
};
KERATIN_INLINE Tensor power(const Tensor& a, const Tensor& b) {
  return binary({"keras.src.ops.numpy", "Power"}, Power{}, a, b, power);
}

}  // namespace keratin::ops
#endif
