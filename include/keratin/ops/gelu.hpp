// gelu(x) = x P, P = (1 + erf(x / sqrt 2)) / 2: the chance that a normal number is below x.   d/dx = P + x e^(-x^2/2) /
// sqrt(2 pi). The approximate form has P = (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2.   (Hendrycks et al. 2016)
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x times the chance that a normal number is below it, by tanh or exactly (keras.ops.gelu).
[[nodiscard]] Tensor gelu(const Tensor& x, Flag approximate = true);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Gelu {
  template <class V>
  V operator()(const V& x) const {
    return V(0.5) * x * (V(1) + math::erf(x * V(0.7071067811865476)));
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    const V below = V(0.5) * (V(1) + math::erf(x * V(0.7071067811865476)));
    return dy * (below + x * V(0.3989422804014327) * math::exp(V(-0.5) * x * x));
  }
};
struct GeluByTanh {
  template <class V>
  static V bent(const V& x) {
    return math::tanh(V(0.7978845608028654) * (x + V(0.044715) * x * x * x));
  }
  template <class V>
  V operator()(const V& x) const {
    return V(0.5) * x * (V(1) + bent(x));
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    const V t = bent(x), slope = V(0.7978845608028654) * (V(1) + V(3 * 0.044715) * x * x);
    return dy * V(0.5) * (V(1) + t + x * (V(1) - t * t) * slope);
  }
};
KERATIN_INLINE Tensor gelu(const Tensor& x, Flag approximate) {
  const OpName name{"keras.src.ops.nn", "Gelu"};
  const Tensor y = approximate ? unary(name, GeluByTanh{}, x) : unary(name, Gelu{}, x);
  return with_arguments(y, {{"approximate", approximate}});
}

}  // namespace keratin::ops
#endif
