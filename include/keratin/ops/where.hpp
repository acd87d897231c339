// where(condition, a, b): a where the condition holds, b elsewhere.   The gradient goes where the value came from.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// a where `condition` is not 0, b elsewhere; all three broadcast.
[[nodiscard]] Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

namespace detail {

struct Choose {
  template <class V>
  V operator()(const V& c, const V& a, const V& b) const {
    return select(c != V(0), a, b);
  }
};

}  // namespace detail

KERATIN_INLINE Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  if (condition.symbolic() || a.symbolic() || b.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Where", {condition, a, b},
                       [](const Tensors& in) { return where(in[0], in[1], in[2]); });
  const DType dtype = result_type(a.dtype(), b.dtype());
  const Tensor c = condition.cast(bool_).cast(dtype), p = a.cast(dtype), q = b.cast(dtype);
  Tensor y = map_number(detail::Choose{}, c, p, q);
  if (is_float(dtype))
    record(y, {&p, &q}, [c, s = p.shape(), t = q.shape()](const Tensor& dy, InputGradients& dx) {
      const Tensor zero = Tensor::scalar(0, dy.dtype());
      if (dx.wanted(0)) dx.add(0, sum_to(map(detail::Choose{}, c, dy, zero), s));
      if (dx.wanted(1)) dx.add(1, sum_to(map(detail::Choose{}, c, zero, dy), t));
    });
  return y;
}

}  // namespace keratin::ops
#endif
