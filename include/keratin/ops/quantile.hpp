// quantile(x, q, axes): the number below which a share q of the elements lies; median: q = 0.5.
#pragma once
#include <string>

#include "reductions.hpp"

namespace keratin::ops {

struct QuantileOptions {
  KERATIN_OPTIONS;
  std::string method = "linear";  ///< Between two elements: "linear", "lower", "higher", "nearest" or "midpoint".
  Flag keepdims = false;
};
/// Over one axis, several, or all (keras.ops.quantile). Throws value_error unless 0 <= q <= 1.
[[nodiscard]] Tensor quantile(const Tensor& x, Real q, const Axes& axes = {}, const QuantileOptions& options = {});
/// The middle element, or the mean of the two middle ones (keras.ops.median).
[[nodiscard]] Tensor median(const Tensor& x, const Axes& axes = {}, const ReduceOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include <cmath>

#include "add.hpp"
#include "multiply.hpp"
#include "op.hpp"
#include "reshape.hpp"
#include "slice.hpp"
#include "sort.hpp"
#include "transpose.hpp"

namespace keratin::ops {

namespace detail {

/// x with the flagged axes as one, which is the last.
inline Tensor gathered_last(const Tensor& x, const Flags& flags) {
  Shape order, shape, gone;
  index_t n = 1;
  for (std::size_t a = 0; a < x.shape().rank(); ++a) {
    (flags[a] ? gone : order).push_back(static_cast<index_t>(a));
    if (flags[a])
      n *= x.shape()[a];
    else
      shape.push_back(x.shape()[a]);
  }
  for (const index_t a : gone) order.push_back(a);
  shape.push_back(n);
  return reshape(order.empty() ? x : transpose(x, order), shape);
}

/// The share of the upper of two neighbours, for a place between them.
inline double upper_share(const std::string& method, double place) {
  const double low = std::floor(place);
  if (method == "linear") return place - low;
  if (method == "lower") return 0;
  if (method == "higher") return place > low ? 1 : 0;
  if (method == "nearest") return std::nearbyint(place) - low;
  require(method == "midpoint",
          "quantile: expected method \"linear\", \"lower\", \"higher\", \"nearest\" or "
          "\"midpoint\"; got \"",
          method, "\".");
  return place > low ? 0.5 : 0;
}

}  // namespace detail

KERATIN_INLINE Tensor quantile(const Tensor& x, Real q, const Axes& axes, const QuantileOptions& options) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Quantile", {x},
                       [=](const Tensors& in) { return quantile(in[0], q, axes, options); },
                       {{"q", q}, {"axis", axes}, {"method", options.method}, {"keepdims", options.keepdims}});
  require(q >= 0 && q <= 1, "quantile: expected q from 0 to 1; got ", q.value, ".");
  const auto flags = axes.flags(x.shape().rank(), "quantile");
  const Tensor sorted = sort(detail::gathered_last(detail::as_float(x), flags));
  const index_t n = sorted.shape().back();
  require<shape_error>(n > 0, "quantile: expected at least one element; got shape ", x.shape(), ".");
  const double place = q * static_cast<double>(n - 1), share = detail::upper_share(options.method, place);
  const auto low = static_cast<index_t>(place), high = std::min(low + 1, n - 1);
  const Tensor below = sorted.slice(low, low + 1, -1), above = sorted.slice(high, high + 1, -1);
  const Tensor y = add(multiply(below, Tensor::scalar(1 - share, sorted.dtype())),
                       multiply(above, Tensor::scalar(share, sorted.dtype())));
  return reshape(y, reduced_shape(x.shape(), flags, options.keepdims));
}

KERATIN_INLINE Tensor median(const Tensor& x, const Axes& axes, const ReduceOptions& options) {
  if (x.symbolic()) return detail::symbolic_reduction("Median", x, axes, options, median);
  return quantile(x, 0.5, axes, {.keepdims = options.keepdims});
}

}  // namespace keratin::ops
#endif
