// transpose(x, axes): axis i of the result is axis axes[i] of x.   The gradient is transposed back.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// A copy of x with its axes in the order `axes`; reversed if none are given.
[[nodiscard]] Tensor transpose(const Tensor& x, const Shape& axes = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../tensor/copy.hpp"
#include "op.hpp"

namespace keratin::ops {

namespace detail {

/// The axes counted from 0, each once.
inline Shape resolve_axes(const Shape& axes, const Shape& shape) {
  Shape order;
  if (axes.empty()) {
    for (std::size_t i = shape.rank(); i-- > 0;) order.push_back(static_cast<index_t>(i));
    return order;
  }
  std::array<bool, Shape::max_rank> seen{};
  for (index_t a : axes) {
    const std::size_t at = shape.axis(a, "transpose");
    require<shape_error>(!seen[at], "transpose: expected each axis once; got ", axes, ".");
    seen[at] = true;
    order.push_back(static_cast<index_t>(at));
  }
  require<shape_error>(axes.rank() == shape.rank(), "transpose: expected ", shape.rank(), " axes for shape ", shape,
                       "; got ", axes, ".");
  return order;
}

}  // namespace detail

KERATIN_INLINE Tensor transpose(const Tensor& x, const Shape& axes) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Transpose", {x},
                       [axes](const Tensors& in) { return transpose(in[0], axes); },
                       {axes.empty() ? OpArgument("axes", Axes()) : OpArgument("axes", axes)});
  const Shape order = detail::resolve_axes(axes, x.shape());
  const auto strides = cpu_backend::row_major(x.shape());
  Shape shape, back = order;
  cpu_backend::Strides from{};
  for (std::size_t i = 0; i < order.rank(); ++i) {
    shape.push_back(x.shape()[order[i]]);
    from[i] = strides[static_cast<std::size_t>(order[i])];
    back[order[i]] = static_cast<index_t>(i);
  }
  Tensor y = Tensor::empty(shape, x.dtype(), x.device());
  copy_strided(shape, {y}, {x, 0, from});
  record(y, {&x}, [back](const Tensor& dy, InputGradients& dx) { dx.add(0, transpose(dy, back)); });
  return y;
}

}  // namespace keratin::ops

namespace keratin {
KERATIN_INLINE Tensor Tensor::transpose() const { return ops::transpose(*this); }
KERATIN_INLINE Tensor Tensor::transpose(const Shape& axes) const { return ops::transpose(*this, axes); }
}  // namespace keratin
#endif
