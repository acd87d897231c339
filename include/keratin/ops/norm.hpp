// norm(x, ord, axis): the length of vectors along one axis, (Σ |x|^ord)^(1/ord), or of matrices along two.
#pragma once
#include <optional>

#include "reductions.hpp"

namespace keratin::ops {

struct NormOptions {
  KERATIN_OPTIONS;
  std::optional<Real> ord = {};  ///< None: 2, of a matrix the root of the sum of squares; it may be infinite, or 0.
  Axes axis = {};
  Flag keepdims = false;
};
/// The norm along one axis, or two (keras.ops.norm): ord of a matrix may be 1, -1, inf or -inf too. Without an axis x
/// must have one or two.
[[nodiscard]] Tensor norm(const Tensor& x, const NormOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include <cmath>

#include "abs.hpp"
#include "comparisons.hpp"
#include "op.hpp"
#include "power.hpp"
#include "sqrt.hpp"
#include "square.hpp"

namespace keratin::ops {

namespace detail {

inline Tensor vector_norm(const Tensor& x, const NormOptions& o) {
  const double ord = o.ord ? o.ord->value : 2;
  const ReduceOptions keep{.keepdims = o.keepdims};
  if (ord == 2) return sqrt(sum(square(x), o.axis, keep));
  if (std::isinf(ord)) return ord > 0 ? max(abs(x), o.axis, keep) : min(abs(x), o.axis, keep);
  if (ord == 0) return sum(not_equal(x, Tensor::scalar(0, x.dtype())).cast(x.dtype()), o.axis, keep);
  if (ord == 1) return sum(abs(x), o.axis, keep);
  return power(sum(power(abs(x), Tensor::scalar(ord, x.dtype())), o.axis, keep), Tensor::scalar(1 / ord, x.dtype()));
}

/// Of matrices: the greatest or least sum over rows (ord 1) or columns (inf).
inline Tensor matrix_norm(const Tensor& x, const NormOptions& o, std::size_t row, std::size_t column) {
  if (!o.ord) return sqrt(sum(square(x), o.axis, {.keepdims = o.keepdims}));
  const double ord = *o.ord;
  require(std::abs(ord) == 1 || std::isinf(ord), "norm: expected ord 1, -1, inf or -inf for two axes; got ", ord, ".");
  const Tensor sums = sum(abs(x), std::isinf(ord) ? column : row, {.keepdims = true});
  return ord > 0 ? max(sums, o.axis, {.keepdims = o.keepdims}) : min(sums, o.axis, {.keepdims = o.keepdims});
}

}  // namespace detail

KERATIN_INLINE Tensor norm(const Tensor& x, const NormOptions& o) {
  if (x.symbolic()) {
    const OpArgument ord = o.ord ? OpArgument("ord", *o.ord) : OpArgument("ord", std::optional<Int>());
    return symbolic_op("keras.src.ops.linalg", "Norm", {x}, [o](const Tensors& in) { return norm(in[0], o); },
                       {ord, {"axis", o.axis}, {"keepdims", o.keepdims}});
  }
  const auto flags = o.axis.flags(x.shape().rank(), "norm");
  std::size_t count = 0, axes[2] = {};
  for (std::size_t a = 0; a < x.shape().rank(); ++a)
    if (flags[a] && count++ < 2) axes[count - 1] = a;
  require<shape_error>(count == 1 || count == 2, "norm: expected one axis or two; got ", count, " for shape ",
                       x.shape(), ".");
  const Tensor in = detail::as_float(x);
  if (count == 1) return detail::vector_norm(in, o);
  const bool turned = o.axis.list().rank() == 2 && x.shape().axis(o.axis.list()[0], "norm") != axes[0];
  return detail::matrix_norm(in, o, axes[turned ? 1 : 0], axes[turned ? 0 : 1]);
}

}  // namespace keratin::ops
#endif
