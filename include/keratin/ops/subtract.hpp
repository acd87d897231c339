// subtract(a, b) = a - b.   d/da = 1, d/db = -1.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// a - b, broadcast.
[[nodiscard]] Tensor subtract(const Tensor& a, const Tensor& b);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "negative.hpp"
#include "op.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor subtract(const Tensor& a, const Tensor& b) {
  if (a.symbolic() || b.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Subtract", {a, b},
                       [](const Tensors& in) { return subtract(in[0], in[1]); });
  detail::check_broadcast("Subtract", a, b);
  const DType dtype = result_type(a.dtype(), b.dtype());
  if (dtype == bool_) return subtract(a.cast(int32), b.cast(int32)).cast(bool_);
  const Tensor p = a.cast(dtype), q = b.cast(dtype);
  Tensor y = map_number(functors::Subtract{}, p, q);
  record(y, {&p, &q}, [s = p.shape(), t = q.shape()](const Tensor& dy, InputGradients& dx) {
    if (dx.wanted(0)) dx.add(0, sum_to(dy, s));
    if (dx.wanted(1)) dx.add(1, sum_to(negative(dy), t));
  });
  return y;
}

}  // namespace keratin::ops
#endif
