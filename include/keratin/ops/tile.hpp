// tile(x, repeats): x again and again along each axis.   The gradient is the sum over the copies.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x laid out `repeats` times along each axis (numpy.tile); the shorter of shape and repeats is filled up with 1 in
/// front.
[[nodiscard]] Tensor tile(const Tensor& x, const Shape& repeats);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "concatenate.hpp"
#include "op.hpp"
#include "reshape.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor tile(const Tensor& x, const Shape& repeats) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Tile", {x},
                       [repeats](const Tensors& in) { return tile(in[0], repeats); }, {{"repeats", repeats}});
  Shape shape = x.shape(), times = repeats;
  while (shape.rank() < times.rank()) shape = shape.inserted(0, 1);
  while (times.rank() < shape.rank()) times = times.inserted(0, 1);
  Tensor y = shape == x.shape() ? x : detail::reshaped(x, shape);
  for (std::size_t a = 0; a < times.rank(); ++a) {
    require<shape_error>(times[a] >= 0, "tile: expected repeats of at least 0; got ", times[a], ".");
    if (times[a] == 0)
      y = y.slice(0, 0, a);
    else if (times[a] > 1)
      y = concatenate(Tensors(static_cast<std::size_t>(times[a]), y), a);
  }
  return y;
}

}  // namespace keratin::ops
#endif
