// norm(x, ord, axis): the length of vectors along one axis, (Σ |x|^ord)^(1/ord), or of matrices along two: of all their
// elements ("fro"), of their rows or columns (inf, 1), or by their singular values (2, "nuc").
#pragma once
#include <optional>
#include <string>

#include "reductions.hpp"

namespace keratin::ops {

/// Which norm: a number, which may be infinite, or "fro" or "nuc" for matrices.
struct NormOrder {
  template <Number N>
  NormOrder(N n) : number(static_cast<double>(n)) {}
  template <Text S>
  NormOrder(const S& s) : name(s) {}
  double number = 0;
  std::string name = {};
};

struct NormOptions {
  KERATIN_OPTIONS;
  std::optional<NormOrder> ord = {};  ///< None: 2 of vectors, "fro" of matrices.
  Axes axis = {};
  Flag keepdims = false;
};
/// The norm along one axis, or two: rows and columns (keras.ops.norm). ord of a matrix: "fro" is the root of the sum of
/// squares, "nuc" the sum of the singular values, 2 and -2 the greatest and least of them, 1 and -1 the greatest and
/// least sum of a column, inf and -inf that of a row. Without an axis x must have one or two.
[[nodiscard]] Tensor norm(const Tensor& x, const NormOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include <cmath>

#include "abs.hpp"
#include "comparisons.hpp"
#include "moveaxis.hpp"
#include "op.hpp"
#include "power.hpp"
#include "singular_values.hpp"
#include "sqrt.hpp"
#include "square.hpp"

namespace keratin::ops {

namespace detail {

inline Tensor vector_norm(const Tensor& x, const NormOptions& o) {
  require(!o.ord || o.ord->name.empty(), "norm: expected a number as ord for one axis; got \"",
          o.ord ? o.ord->name : "", "\".");
  const double ord = o.ord ? o.ord->number : 2;
  const ReduceOptions keep{.keepdims = o.keepdims};
  if (ord == 2) return sqrt(sum(square(x), o.axis, keep));
  if (std::isinf(ord)) return ord > 0 ? max(abs(x), o.axis, keep) : min(abs(x), o.axis, keep);
  if (ord == 0) return sum(not_equal(x, Tensor::scalar(0, x.dtype())).cast(x.dtype()), o.axis, keep);
  if (ord == 1) return sum(abs(x), o.axis, keep);
  return power(sum(power(abs(x), Tensor::scalar(ord, x.dtype())), o.axis, keep), Tensor::scalar(1 / ord, x.dtype()));
}

/// The sum, the greatest or the least of the singular values.
inline Tensor spectral_norm(const Tensor& x, const NormOptions& o, std::size_t row, std::size_t column) {
  const Tensor values =
      singular_values(moveaxis(x, Shape{static_cast<index_t>(row), static_cast<index_t>(column)}, Shape{-2, -1}));
  const Tensor y = !o.ord->name.empty() ? sum(values, -1) : o.ord->number > 0 ? max(values, -1) : min(values, -1);
  return reshaped(y, reduced_shape(x.shape(), o.axis.flags(x.shape().rank(), "norm"), o.keepdims));
}

/// Of matrices, whose rows are numbered along axis `row`.
inline Tensor matrix_norm(const Tensor& x, const NormOptions& o, std::size_t row, std::size_t column) {
  if (!o.ord || o.ord->name == "fro") return sqrt(sum(square(x), o.axis, {.keepdims = o.keepdims}));
  const double ord = o.ord->number;
  if (o.ord->name == "nuc" || (o.ord->name.empty() && std::abs(ord) == 2)) return spectral_norm(x, o, row, column);
  require(o.ord->name.empty() && (std::abs(ord) == 1 || std::isinf(ord)),
          "norm: expected ord \"fro\", \"nuc\", 1, -1, 2, -2, inf or -inf for two axes; got ",
          o.ord->name.empty() ? concat(ord) : o.ord->name, ".");
  const Tensor sums = sum(abs(x), std::isinf(ord) ? column : row, {.keepdims = true});
  return ord > 0 ? max(sums, o.axis, {.keepdims = o.keepdims}) : min(sums, o.axis, {.keepdims = o.keepdims});
}

inline OpArgument order_argument(const std::optional<NormOrder>& ord) {
  if (!ord) return {"ord", std::optional<Int>()};
  return ord->name.empty() ? OpArgument("ord", ord->number) : OpArgument("ord", ord->name);
}

}  // namespace detail

KERATIN_INLINE Tensor norm(const Tensor& x, const NormOptions& o) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.linalg", "Norm", {x}, [o](const Tensors& in) { return norm(in[0], o); },
                       {detail::order_argument(o.ord), {"axis", o.axis}, {"keepdims", o.keepdims}});
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
