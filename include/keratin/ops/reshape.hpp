// reshape(x, shape), expand_dims, squeeze: the same elements in another shape.   The gradient is reshaped back.
#pragma once
#include <optional>

#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x in another shape of the same size; one dimension may be -1. Shares the elements.
[[nodiscard]] Tensor reshape(const Tensor& x, const Shape& shape);
/// `shape` with its -1 set so that it has `size` elements, as `from` has; throws shape_error where none fits.
[[nodiscard]] Shape resolve_shape(Shape shape, index_t size, const Shape& from);
/// All elements in a row.
[[nodiscard]] Tensor ravel(const Tensor& x);
/// x with an axis of size 1 put before axis `axis`; -1 puts it last.
[[nodiscard]] Tensor expand_dims(const Tensor& x, Int axis);
/// x without its axes of size 1, or without axis `axis`, which must have size 1.
[[nodiscard]] Tensor squeeze(const Tensor& x, std::optional<Int> axis = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

namespace detail {

/// The same elements in `shape`, with the gradient.
inline Tensor reshaped(const Tensor& x, const Shape& shape) {
  Tensor y = x.view(shape);
  record(y, {&x}, [from = x.shape()](const Tensor& dy, InputGradients& dx) { dx.add(0, dy.view(from)); });
  return y;
}

}  // namespace detail

KERATIN_INLINE Shape resolve_shape(Shape shape, index_t size, const Shape& from) {
  index_t known = 1, open = -1;
  for (std::size_t i = 0; i < shape.rank(); ++i) {
    require<shape_error>(shape[i] >= -1, "reshape: expected dimensions of at least 0, or one -1; got ", shape, ".");
    if (shape[i] >= 0) {
      known *= shape[i];
    } else {
      require<shape_error>(open < 0, "reshape: expected at most one -1; got ", shape, ".");
      open = static_cast<index_t>(i);
    }
  }
  const bool fits = open < 0 ? known == size : known > 0 ? size % known == 0 : size == 0;
  require<shape_error>(fits, "reshape: expected a shape of ", size, " elements, as ", from, " has; got ", shape, ".");
  if (open >= 0) shape[open] = known > 0 ? size / known : 0;
  return shape;
}

KERATIN_INLINE Tensor reshape(const Tensor& x, const Shape& shape) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Reshape", {x},
                       [shape](const Tensors& in) { return reshape(in[0], shape); }, {{"newshape", shape}});
  return detail::reshaped(x, resolve_shape(shape, x.size(), x.shape()));
}

KERATIN_INLINE Tensor ravel(const Tensor& x) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Ravel", {x}, [](const Tensors& in) { return ravel(in[0]); });
  return detail::reshaped(x, {x.size()});
}

KERATIN_INLINE Tensor expand_dims(const Tensor& x, Int axis) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "ExpandDims", {x},
                       [axis](const Tensors& in) { return expand_dims(in[0], axis); }, {{"axis", axis}});
  const std::size_t at = x.shape().inserted(0, 1).axis(axis, "expand_dims");
  return detail::reshaped(x, x.shape().inserted(at, 1));
}

KERATIN_INLINE Tensor squeeze(const Tensor& x, std::optional<Int> axis) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Squeeze", {x},
                       [axis](const Tensors& in) { return squeeze(in[0], axis); }, {{"axis", axis}});
  Shape shape;
  if (axis) {
    const std::size_t at = x.shape().axis(*axis, "squeeze");
    require<shape_error>(x.shape()[at] == 1, "squeeze: expected size 1 on axis ", at, "; got shape ", x.shape(), ".");
    shape = x.shape().without(at);
  } else {
    for (index_t d : x.shape())
      if (d != 1) shape.push_back(d);
  }
  return detail::reshaped(x, shape);
}

}  // namespace keratin::ops

namespace keratin {
KERATIN_INLINE Tensor Tensor::reshape(const Shape& shape) const { return ops::reshape(*this, shape); }
}  // namespace keratin
#endif
