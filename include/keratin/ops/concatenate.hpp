// concatenate(xs, axis), stack(xs, axis).   The gradient is cut into the same parts.
#pragma once
#include "../autograd/symbolic.hpp"

namespace keratin::ops {

/// The tensors one after another along an axis; their other axes must be equal.
[[nodiscard]] Tensor concatenate(const Tensors& xs, Int axis = -1);
/// The tensors along a new axis.
[[nodiscard]] Tensor stack(const Tensors& xs, Int axis = 0);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../tensor/copy.hpp"
#include "op.hpp"
#include "reshape.hpp"
#include "slice.hpp"

namespace keratin::ops {

namespace detail {

inline bool any_symbolic(const Tensors& xs) {
  for (const Tensor& x : xs)
    if (x.symbolic()) return true;
  return false;
}

}  // namespace detail

KERATIN_INLINE Tensor concatenate(const Tensors& xs, Int axis) {
  require(!xs.empty(), "concatenate: expected at least one tensor; got none.");
  if (detail::any_symbolic(xs))
    return symbolic_op("keras.src.ops.numpy", "Concatenate", xs,
                       [axis](const Tensors& in) { return concatenate(in, axis); }, {{"axis", axis}});
  const Shape& first = xs[0].shape();
  const std::size_t a = first.axis(axis, "concatenate");
  DType dtype = xs[0].dtype();
  Device device = xs[0].device();
  index_t total = 0;
  for (const Tensor& x : xs) {
    require<shape_error>(x.shape().rank() == first.rank() && x.shape().with(a, 1) == first.with(a, 1),
                         "concatenate: expected shapes equal but on axis ", a, "; got ", first, " and ", x.shape(),
                         ".");
    dtype = result_type(dtype, x.dtype());
    device = common_device(device, x.device());
    total += x.shape()[a];
  }
  Tensor y = Tensor::empty(first.with(a, total), dtype, device);
  Tensors parts;
  Shape start = first;
  for (std::size_t i = 0; i < start.rank(); ++i) start[i] = 0;
  for (const Tensor& x : xs) {
    parts.push_back(x.cast(dtype));
    detail::copy_block(y, {start, x.shape()}, parts.back(), true);
    start[a] += x.shape()[a];
  }
  std::vector<index_t> sizes;
  for (const Tensor& x : xs) sizes.push_back(x.shape()[a]);
  record_all(std::span<const Tensor>(&y, 1), parts, [sizes, a](std::span<const Tensor> dys, InputGradients& dx) {
    index_t at = 0;
    for (std::size_t i = 0; i < sizes.size(); at += sizes[i++])
      if (dx.wanted(i)) dx.add(i, dys[0].slice(at, at + sizes[i], a));
  });
  return y;
}

KERATIN_INLINE Tensor stack(const Tensors& xs, Int axis) {
  require(!xs.empty(), "stack: expected at least one tensor; got none.");
  if (detail::any_symbolic(xs))
    return symbolic_op("keras.src.ops.numpy", "Stack", xs, [axis](const Tensors& in) { return stack(in, axis); },
                       {{"axis", axis}});
  const std::size_t at = xs[0].shape().inserted(0, 1).axis(axis, "stack");
  Tensors rows;
  for (const Tensor& x : xs) rows.push_back(expand_dims(x, at));
  return concatenate(rows, at);
}

}  // namespace keratin::ops
#endif
