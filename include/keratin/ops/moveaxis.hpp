// moveaxis(x, from, to), swapaxes(x, a, b): the axes in another order.   The gradient is put back.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x with axes `source` at the places `destination`, the others in their order (numpy.moveaxis).
[[nodiscard]] Tensor moveaxis(const Tensor& x, const Shape& source, const Shape& destination);
[[nodiscard]] Tensor moveaxis(const Tensor& x, Int source, Int destination);
/// x with two axes exchanged (numpy.swapaxes).
[[nodiscard]] Tensor swapaxes(const Tensor& x, Int axis1, Int axis2);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"
#include "transpose.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor moveaxis(const Tensor& x, Int source, Int destination) {
  return moveaxis(x, Shape{source}, Shape{destination});
}

KERATIN_INLINE Tensor moveaxis(const Tensor& x, const Shape& source, const Shape& destination) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Moveaxis", {x},
                       [=](const Tensors& in) { return moveaxis(in[0], source, destination); },
                       {{"source", source}, {"destination", destination}});
  require<shape_error>(source.rank() == destination.rank(), "moveaxis: expected as many places as axes; got ", source,
                       " and ", destination, ".");
  const std::size_t rank = x.shape().rank();
  Shape order;
  std::array<bool, Shape::max_rank> moved{}, taken{};
  for (std::size_t i = 0; i < rank; ++i) order.push_back(0);
  for (std::size_t i = 0; i < source.rank(); ++i) {
    const std::size_t from = x.shape().axis(source[i], "moveaxis"), to = x.shape().axis(destination[i], "moveaxis");
    require<shape_error>(!moved[from] && !taken[to], "moveaxis: expected each axis once; got ", source, " and ",
                         destination, ".");
    moved[from] = taken[to] = true;
    order[to] = static_cast<index_t>(from);
  }
  for (std::size_t from = 0, to = 0; from < rank; ++from) {
    if (moved[from]) continue;
    while (taken[to]) ++to;
    order[to++] = static_cast<index_t>(from);
  }
  return rank == 0 ? x : transpose(x, order);
}

KERATIN_INLINE Tensor swapaxes(const Tensor& x, Int axis1, Int axis2) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Swapaxes", {x},
                       [=](const Tensors& in) { return swapaxes(in[0], axis1, axis2); },
                       {{"axis1", axis1}, {"axis2", axis2}});
  Shape order;
  for (std::size_t i = 0; i < x.shape().rank(); ++i) order.push_back(static_cast<index_t>(i));
  std::swap(order[x.shape().axis(axis1, "swapaxes")], order[x.shape().axis(axis2, "swapaxes")]);
  return transpose(x, order);
}

}  // namespace keratin::ops
#endif
