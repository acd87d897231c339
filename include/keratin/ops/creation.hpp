// Tensors made of nothing, or like others: eye, identity, tri, linspace, full_like, zeros_like, ones_like, meshgrid.
// ops::zeros, ones, full and arange are those of tensor.hpp.
#pragma once
#include <optional>
#include <string>

#include "../autograd/symbolic.hpp"

namespace keratin::ops {

using keratin::arange;
using keratin::full;
using keratin::ones;
using keratin::zeros;

struct EyeOptions {
  KERATIN_OPTIONS;
  std::optional<Int> M = {};  ///< Columns; as many as rows without.
  Int k = 0;                  ///< Which diagonal: above the main one if positive.
  DType dtype = float32;
};
/// N rows with 1 on the diagonal, 0 elsewhere (keras.ops.eye).
[[nodiscard]] Tensor eye(Int N, const EyeOptions& options = {});
[[nodiscard]] Tensor identity(Int n, DType dtype = float32);
/// N rows with 1 on the diagonal and below it, 0 above (keras.ops.tri).
[[nodiscard]] Tensor tri(Int N, const EyeOptions& options = {});

struct LinspaceOptions {
  KERATIN_OPTIONS;
  Flag endpoint = true;  ///< Whether the last number is `stop`.
  DType dtype = float32;
};
/// `num` numbers from start to stop, as far from each other (keras.ops.linspace).
[[nodiscard]] Tensor linspace(Real start, Real stop, Int num = 50, const LinspaceOptions& options = {});

/// x's shape filled with one number; of x's dtype, unless another is given.
[[nodiscard]] Tensor full_like(const Tensor& x, Real fill_value, std::optional<DType> dtype = {});
[[nodiscard]] Tensor zeros_like(const Tensor& x, std::optional<DType> dtype = {});
[[nodiscard]] Tensor ones_like(const Tensor& x, std::optional<DType> dtype = {});

/// The coordinates of a grid: each vector along an axis of its own, stretched over the others. With indexing "xy" the
/// first two axes are exchanged, with "ij" they are not (keras.ops.meshgrid).
[[nodiscard]] Tensors meshgrid(const Tensors& xs, const std::string& indexing = "xy");

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "broadcast_to.hpp"
#include "op.hpp"
#include "reshape.hpp"

namespace keratin::ops {

namespace detail {

/// 1 where column - row is from `low` to `high`.
inline Tensor band(index_t rows, index_t columns, index_t low, index_t high, DType dtype) {
  Tensor y = zeros({rows, columns}, dtype);
  visit_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    for (index_t r = 0; r < rows; ++r)
      for (index_t c = std::max<index_t>(r + low, 0); c < std::min(columns, r + high + 1); ++c)
        y.data<T>()[r * columns + c] = T(1);
  });
  return y;
}
inline constexpr index_t far_diagonal = index_t{1} << 60;

inline Tensor like(const char* class_name, const Tensor& x, double value, std::optional<DType> dtype) {
  const DType type = dtype.value_or(x.dtype());
  if (x.symbolic()) {
    const Tensor y =
        symbolic_op("keras.src.ops.numpy", class_name, {x},
                    [=](const Tensors& in) { return like(class_name, in[0], value, type); }, {{"dtype", type}});
    if (std::string_view(class_name) == "FullLike") graph_node(y).arguments.emplace_back("fill_value", value);
    return y;
  }
  return on_meta(x) ? Tensor::empty(x.shape(), type, x.device()) : full(x.shape(), value, type);
}

}  // namespace detail

KERATIN_INLINE Tensor eye(Int N, const EyeOptions& o) { return detail::band(N, o.M.value_or(N), o.k, o.k, o.dtype); }
KERATIN_INLINE Tensor identity(Int n, DType dtype) { return eye(n, {.dtype = dtype}); }
KERATIN_INLINE Tensor tri(Int N, const EyeOptions& o) {
  return detail::band(N, o.M.value_or(N), -detail::far_diagonal, o.k, o.dtype);
}

KERATIN_INLINE Tensor linspace(Real start, Real stop, Int num, const LinspaceOptions& o) {
  require(num >= 0, "linspace: expected a number of at least 0; got ", num.value, ".");
  Tensor y = Tensor::empty({num}, float64);
  const index_t steps = o.endpoint ? num - 1 : num.value;
  for (index_t i = 0; i < num; ++i)
    y.data<double>()[i] =
        start + (stop - start) * static_cast<double>(i) / static_cast<double>(std::max<index_t>(steps, 1));
  if (o.endpoint && num > 1) y.data<double>()[num - 1] = stop;
  return y.cast(o.dtype);
}

KERATIN_INLINE Tensor full_like(const Tensor& x, Real fill_value, std::optional<DType> dtype) {
  return with_arguments(detail::like("FullLike", x, fill_value, dtype),
                        {{"fill_value", fill_value}, {"dtype", dtype.value_or(x.dtype())}});
}
KERATIN_INLINE Tensor zeros_like(const Tensor& x, std::optional<DType> dtype) {
  return detail::like("ZerosLike", x, 0, dtype);
}
KERATIN_INLINE Tensor ones_like(const Tensor& x, std::optional<DType> dtype) {
  return detail::like("OnesLike", x, 1, dtype);
}

KERATIN_INLINE Tensors meshgrid(const Tensors& xs, const std::string& indexing) {
  require(indexing == "xy" || indexing == "ij", "meshgrid: expected indexing \"xy\" or \"ij\"; got \"", indexing,
          "\".");
  bool symbolic = false;
  for (const Tensor& x : xs) symbolic = symbolic || x.symbolic();
  if (symbolic)
    return symbolic_ops({"keras.src.ops.numpy", "Meshgrid"}, xs,
                        [indexing](const Tensors& in) { return meshgrid(in, indexing); }, {{"indexing", indexing}});
  const auto axis_of = [&](std::size_t i) { return indexing == "xy" && xs.size() > 1 && i < 2 ? 1 - i : i; };
  Shape whole;
  for (std::size_t i = 0; i < xs.size(); ++i) whole.push_back(1);
  for (std::size_t i = 0; i < xs.size(); ++i) whole[axis_of(i)] = xs[i].size();
  Tensors grids;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    Shape line;
    for (std::size_t a = 0; a < xs.size(); ++a) line.push_back(a == axis_of(i) ? xs[i].size() : 1);
    grids.push_back(broadcast_to(reshape(xs[i], line), whole));
  }
  return grids;
}

}  // namespace keratin::ops
#endif
