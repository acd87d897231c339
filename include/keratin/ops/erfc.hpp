// erfc(x) = 1 - erf(x), exact where that is small.   d/dx = -2 / sqrt(pi) e^-x^2.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The complementary error function (keras.ops.erfc).
[[nodiscard]] Tensor erfc(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Erfc {
  template <class V>
  V operator()(const V& x) const {
    using T = typename V::value_type;
    if constexpr (trace::is_traced<V>)
      return erfc(x);
    else
      return each(x, [](T v) { return std::erfc(v); });
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy * V(-1.1283791670955126) * math::exp(-x * x);
  }
};
KERATIN_INLINE Tensor erfc(const Tensor& x) { return unary({"keras.src.ops.math", "Erfc"}, Erfc{}, x); }

}  // namespace keratin::ops
#endif
