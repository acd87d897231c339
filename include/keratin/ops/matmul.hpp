// matmul(a, b): (…, m, k) (…, k, n) -> (…, m, n).   da = dy bᵀ, db = aᵀ dy.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The matrix product over the last two axes, the others broadcast (numpy.matmul); a vector counts as a row on the left
/// and as a column on the right.
[[nodiscard]] Tensor matmul(const Tensor& a, const Tensor& b);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../tensor/gemm.hpp"
#include "op.hpp"
#include "reshape.hpp"

namespace keratin::ops {

namespace detail {

inline void check_matmul(const Tensor& a, const Tensor& b) {
  require<shape_error>(a.rank() > 0 && b.rank() > 0, "matmul: expected at least one axis; got ", a.shape(), " and ",
                       b.shape(), ".");
  const index_t k = a.shape().back(), other = b.shape()[std::max<index_t>(b.rank() - 2, 0)];
  require<shape_error>(k == other, "matmul: expected the last axis of the first, ", k,
                       ", to be the second last of the second; got ", a.shape(), " and ", b.shape(), ".");
}

/// Both have at least two axes.
inline Tensor matmul_recorded(const Tensor& a, const Tensor& b) {
  Tensor y = gemm(a, b);
  record(y, {&a, &b}, [a, b](const Tensor& dy, InputGradients& dx) {
    if (dx.wanted(0)) dx.add(0, sum_to(gemm(dy, b, {.transpose_b = true}), a.shape()));
    if (dx.wanted(1)) dx.add(1, sum_to(gemm(a, dy, {.transpose_a = true}), b.shape()));
  });
  return y;
}

}  // namespace detail

KERATIN_INLINE Tensor matmul(const Tensor& a, const Tensor& b) {
  if (a.symbolic() || b.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Matmul", {a, b}, [](const Tensors& in) { return matmul(in[0], in[1]); });
  detail::check_matmul(a, b);
  const DType dtype = result_type(a.dtype(), b.dtype());
  if (!is_float(dtype)) return matmul(a.cast(float64), b.cast(float64)).cast(dtype);  // exact below 2^53
  const Tensor p = a.cast(dtype), q = b.cast(dtype);
  const bool row = a.rank() == 1, column = b.rank() == 1;
  Tensor y = detail::matmul_recorded(row ? expand_dims(p, 0) : p, column ? expand_dims(q, 1) : q);
  if (row) y = squeeze(y, -2);
  if (column) y = squeeze(y, -1);
  return y;
}

}  // namespace keratin::ops
#endif
