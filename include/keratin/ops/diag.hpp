// diag(x, k), diagonal(x), trace(x), tril(x, k), triu(x, k): the diagonals of matrices, and what lies on either side.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

struct DiagonalOptions {
  KERATIN_OPTIONS;
  Int offset = 0;  ///< Which diagonal: above the main one if positive.
  Int axis1 = 0;   ///< The rows' axis.
  Int axis2 = 1;   ///< The columns'.
};
/// Of a matrix its diagonal k; of a vector the square matrix with it there, 0 elsewhere (keras.ops.diag).
[[nodiscard]] Tensor diag(const Tensor& x, Int k = 0);
/// The diagonals of the matrices along two axes, as a last axis (keras.ops.diagonal).
[[nodiscard]] Tensor diagonal(const Tensor& x, const DiagonalOptions& options = {});
/// Their sums (keras.ops.trace).
[[nodiscard]] Tensor trace(const Tensor& x, const DiagonalOptions& options = {});
/// The last two axes with 0 above diagonal k, or below it (keras.ops.tril, triu).
[[nodiscard]] Tensor tril(const Tensor& x, Int k = 0);
[[nodiscard]] Tensor triu(const Tensor& x, Int k = 0);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "creation.hpp"
#include "moveaxis.hpp"
#include "op.hpp"
#include "reductions.hpp"
#include "reshape.hpp"
#include "scatter.hpp"
#include "take.hpp"
#include "where.hpp"

namespace keratin::ops {

namespace detail {

/// The places of diagonal k in a matrix, row by row.
inline Tensor diagonal_places(index_t rows, index_t columns, index_t k) {
  std::vector<index_t> at;
  for (index_t r = std::max<index_t>(-k, 0), c = r + k; r < rows && c < columns; ++r, ++c)
    at.push_back(r * columns + c);
  return Tensor::from(at, {-1});
}

/// x where the band of its matrices is, 0 elsewhere.
inline Tensor keep_band(const Tensor& x, index_t low, index_t high, const char* where_) {
  require<shape_error>(x.rank() >= 2, where_, ": expected at least two axes; got shape ", x.shape(), ".");
  const Tensor kept = band(x.shape()[x.rank() - 2], x.shape().back(), low, high, bool_);
  return where(kept, x, Tensor::scalar(0, x.dtype()));
}

}  // namespace detail

KERATIN_INLINE Tensor diagonal(const Tensor& x, const DiagonalOptions& o) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Diagonal", {x}, [o](const Tensors& in) { return diagonal(in[0], o); },
                       {{"offset", o.offset}, {"axis1", o.axis1}, {"axis2", o.axis2}});
  const auto a = static_cast<index_t>(x.shape().axis(o.axis1, "diagonal")),
             b = static_cast<index_t>(x.shape().axis(o.axis2, "diagonal"));
  require<shape_error>(a != b, "diagonal: expected two axes; got ", a, " twice.");
  const Tensor last = moveaxis(x, Shape{a, b}, Shape{-2, -1});
  const Shape& s = last.shape();
  const index_t rows = s[x.rank() - 2], columns = s.back();
  Shape flat = s.slice(0, s.rank() - 2);
  flat.push_back(rows * columns);
  return take(detail::reshaped(last, flat), detail::diagonal_places(rows, columns, o.offset), -1);
}

KERATIN_INLINE Tensor trace(const Tensor& x, const DiagonalOptions& o) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Trace", {x}, [o](const Tensors& in) { return trace(in[0], o); },
                       {{"offset", o.offset}, {"axis1", o.axis1}, {"axis2", o.axis2}});
  return sum(diagonal(x, o), -1);
}

KERATIN_INLINE Tensor diag(const Tensor& x, Int k) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Diag", {x}, [k](const Tensors& in) { return diag(in[0], k); },
                       {{"k", k}});
  require<shape_error>(x.rank() == 1 || x.rank() == 2, "diag: expected a vector or a matrix; got shape ", x.shape(),
                       ".");
  if (x.rank() == 2) return diagonal(x, {.offset = k});
  const index_t n = x.size() + std::abs(k.value);
  const Tensor places = detail::diagonal_places(n, n, k);
  return detail::reshaped(scatter(places.view({places.size(), 1}), x, {n * n}), {n, n});
}

KERATIN_INLINE Tensor tril(const Tensor& x, Int k) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Tril", {x}, [k](const Tensors& in) { return tril(in[0], k); },
                       {{"k", k}});
  return detail::keep_band(x, -detail::far_diagonal, k, "tril");
}
KERATIN_INLINE Tensor triu(const Tensor& x, Int k) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Triu", {x}, [k](const Tensors& in) { return triu(in[0], k); },
                       {{"k", k}});
  return detail::keep_band(x, k, detail::far_diagonal, "triu");
}

}  // namespace keratin::ops
#endif
