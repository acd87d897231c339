// Fans: how many inputs each output of a weight has, and how many outputs each input.
#pragma once
#include "../tensor/axes.hpp"

namespace keratin::initializers {

struct Fans {
  index_t in, out;
};

/// Of a matrix (in, out); of a kernel (…, in, out) both times the size of the axes before; of a vector its size; of a
/// scalar
/// 1. If input_axes and output_axes are given, the products of those dimensions.
[[nodiscard]] Fans compute_fans(const Shape& shape, const Axes& input_axes = {}, const Axes& output_axes = {});

}  // namespace keratin::initializers

#if KERATIN_DEFINE(initializers)
namespace keratin::initializers {

namespace detail {

inline index_t product_of(const Shape& shape, const Axes& axes) {
  index_t n = 1;
  for (index_t a : axes.list()) n *= shape[static_cast<index_t>(shape.axis(a, "compute_fans"))];
  return n;
}

}  // namespace detail

KERATIN_INLINE Fans compute_fans(const Shape& shape, const Axes& input_axes, const Axes& output_axes) {
  if (!input_axes.list().empty() && !output_axes.list().empty())
    return {detail::product_of(shape, input_axes), detail::product_of(shape, output_axes)};
  const std::size_t rank = shape.rank();
  if (rank < 2) return {shape.size(), shape.size()};
  const index_t receptive_field = shape.product(0, rank - 2);
  return {receptive_field * shape.product(rank - 2, rank - 1), receptive_field * shape.back()};
}

}  // namespace keratin::initializers
#endif
