// repeat(x, repeats, axis): each element along an axis several times in a row.   The gradient is the sum over the
// copies.
#pragma once
#include <optional>
#include <vector>

#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// Each element `repeats` times along the axis; without one, of all elements in a row (numpy.repeat).
[[nodiscard]] Tensor repeat(const Tensor& x, Int repeats, std::optional<Int> axis = {});
/// Element i repeats[i] times.
[[nodiscard]] Tensor repeat(const Tensor& x, const std::vector<index_t>& repeats, std::optional<Int> axis = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"
#include "reshape.hpp"
#include "take.hpp"

namespace keratin::ops {

namespace detail {

/// Along an axis, element i times(i) times.
template <class Times>
Tensor repeat_along(const Tensor& x, std::optional<Int> axis, const Times& times) {
  const Tensor in = axis ? x : reshaped(x, {x.size()});
  const std::size_t a = in.shape().axis(axis.value_or(0), "repeat");
  std::vector<index_t> rows;
  for (index_t i = 0; i < in.shape()[a]; ++i) rows.insert(rows.end(), static_cast<std::size_t>(times(i)), i);
  return take(in, Tensor::from(rows, {-1}), a);
}

}  // namespace detail

KERATIN_INLINE Tensor repeat(const Tensor& x, Int repeats, std::optional<Int> axis) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Repeat", {x},
                       [=](const Tensors& in) { return repeat(in[0], repeats, axis); },
                       {{"repeats", repeats}, {"axis", axis}});
  require(repeats >= 0, "repeat: expected repeats of at least 0; got ", repeats.value, ".");
  return detail::repeat_along(x, axis, [repeats](index_t) { return repeats.value; });
}

KERATIN_INLINE Tensor repeat(const Tensor& x, const std::vector<index_t>& repeats, std::optional<Int> axis) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Repeat", {x},
                       [=](const Tensors& in) { return repeat(in[0], repeats, axis); },
                       {{"repeats", Shape(repeats)}, {"axis", axis}});
  const index_t n = axis ? x.shape()[x.shape().axis(*axis, "repeat")] : x.size();
  require<shape_error>(static_cast<index_t>(repeats.size()) == n, "repeat: expected ", n, " repeats for shape ",
                       x.shape(), "; got ", repeats.size(), ".");
  for (const index_t r : repeats) require(r >= 0, "repeat: expected repeats of at least 0; got ", r, ".");
  return detail::repeat_along(x, axis, [&](index_t i) { return repeats[static_cast<std::size_t>(i)]; });
}

}  // namespace keratin::ops
#endif
