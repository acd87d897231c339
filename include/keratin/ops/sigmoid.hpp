// sigmoid(x) = 1 / (1 + e^-x).   d/dx = y (1 - y).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// 1 / (1 + e^-x), between 0 and 1 (keras.ops.sigmoid).
[[nodiscard]] Tensor sigmoid(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Sigmoid {
  template <class V>
  V operator()(const V& x) const {
    return math::sigmoid(x);
  }
  template <class V>
  static V gradient(const V&, const V& y, const V& dy) {
    return dy * y * (V(1) - y);
  }
};

namespace detail {

/// By name: a cross-entropy that meets it goes past the sigmoid by itself.
struct SigmoidVjp {
  Tensor x, y;
  void operator()(const Tensor& dy, InputGradients& dx) const { dx.add(0, map(Gradient<Sigmoid>{}, x, y, dy)); }
};

}  // namespace detail

KERATIN_INLINE Tensor sigmoid(const Tensor& x) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.nn", "Sigmoid", {x}, [](const Tensors& in) { return sigmoid(in[0]); });
  const Tensor in = detail::as_float(x);
  Tensor y = map(Sigmoid{}, in);
  record(y, {&in}, detail::SigmoidVjp{in, detach(y)});
  return y;
}

}  // namespace keratin::ops
#endif
