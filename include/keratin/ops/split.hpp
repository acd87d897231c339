// split(x, sections, axis), unstack(x, axis): x cut into parts along an axis.   The gradients of the parts are put
// together.
#pragma once
#include "../autograd/symbolic.hpp"

namespace keratin::ops {

/// `sections` equal parts (keras.ops.split). Throws shape_error where the axis cannot be cut so.
[[nodiscard]] Tensors split(const Tensor& x, Int sections, Int axis = 0);
/// The parts before the first index, from there to the second, … and after the last.
[[nodiscard]] Tensors split(const Tensor& x, const std::vector<index_t>& indices, Int axis = 0);
/// Each row along the axis by itself, without that axis (keras.ops.unstack). Its size must be known.
[[nodiscard]] Tensors unstack(const Tensor& x, Int axis = 0);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"
#include "reshape.hpp"
#include "slice.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensors split(const Tensor& x, Int sections, Int axis) {
  if (x.symbolic())
    return symbolic_ops({"keras.src.ops.numpy", "Split"}, {x},
                        [=](const Tensors& in) { return split(in[0], sections, axis); },
                        {{"indices_or_sections", sections}, {"axis", axis}});
  const std::size_t a = x.shape().axis(axis, "split");
  const index_t n = x.shape()[a];
  require(sections > 0, "split: expected a number of parts above 0; got ", sections.value, ".");
  require<shape_error>(n % sections == 0, "split: expected axis ", a, " to be a multiple of ", sections.value,
                       "; got shape ", x.shape(), ".");
  Tensors parts;
  for (index_t i = 0, step = n / sections; i < sections; ++i) parts.push_back(x.slice(i * step, (i + 1) * step, a));
  return parts;
}

KERATIN_INLINE Tensors split(const Tensor& x, const std::vector<index_t>& indices, Int axis) {
  if (x.symbolic())
    return symbolic_ops({"keras.src.ops.numpy", "Split"}, {x},
                        [=](const Tensors& in) { return split(in[0], indices, axis); },
                        {{"indices_or_sections", Shape(indices)}, {"axis", axis}});
  const std::size_t a = x.shape().axis(axis, "split");
  const index_t n = x.shape()[a];
  Tensors parts;
  index_t from = 0;
  for (const index_t i : indices) {
    const index_t to = std::clamp<index_t>(i < 0 ? i + n : i, 0, n);
    parts.push_back(x.slice(from, std::max(from, to), a));
    from = to;
  }
  parts.push_back(x.slice(from, n, a));
  return parts;
}

KERATIN_INLINE Tensors unstack(const Tensor& x, Int axis) {
  const std::size_t a = x.shape().axis(axis, "unstack");
  require<shape_error>(x.shape()[a] >= 0, "unstack: expected a known size on axis ", a, "; got ", x.shape(), ".");
  if (x.symbolic())
    return symbolic_ops({"keras.src.ops.core", "Unstack"}, {x},
                        [axis](const Tensors& in) { return unstack(in[0], axis); },
                        {{"num", x.shape()[a]}, {"axis", axis}});
  Tensors rows;
  for (index_t i = 0; i < x.shape()[a]; ++i) rows.push_back(squeeze(x.slice(i, i + 1, a), a));
  return rows;
}

}  // namespace keratin::ops
#endif
