// tensordot(a, b, axes): products summed over pairs of axes. dot, inner, outer, vdot: the pairs that numpy means by
// them.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The sums over the last `axes` axes of a and the first of b (numpy.tensordot).
[[nodiscard]] Tensor tensordot(const Tensor& a, const Tensor& b, Int axes = 2);
/// The sums over axes_a[i] of a with axes_b[i] of b.
[[nodiscard]] Tensor tensordot(const Tensor& a, const Tensor& b, const Shape& axes_a, const Shape& axes_b);
/// Over the last axis of a and the second last of b; of scalars the product (numpy.dot).
[[nodiscard]] Tensor dot(const Tensor& a, const Tensor& b);
/// Over the last axis of both (numpy.inner).
[[nodiscard]] Tensor inner(const Tensor& a, const Tensor& b);
/// All products of an element of a with one of b, (a's elements, b's elements) (numpy.outer).
[[nodiscard]] Tensor outer(const Tensor& a, const Tensor& b);
/// The sum of the products of all elements in their order (numpy.vdot).
[[nodiscard]] Tensor vdot(const Tensor& a, const Tensor& b);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "contract.hpp"
#include "multiply.hpp"
#include "op.hpp"
#include "reshape.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor tensordot(const Tensor& a, const Tensor& b, const Shape& axes_a, const Shape& axes_b) {
  if (a.symbolic() || b.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Tensordot", {a, b},
                       [=](const Tensors& in) { return tensordot(in[0], in[1], axes_a, axes_b); },
                       {{"axes", std::vector<Shape>{axes_a, axes_b}}});
  require<shape_error>(axes_a.rank() == axes_b.rank(), "tensordot: expected pairs of axes; got ", axes_a, " and ",
                       axes_b, ".");
  std::string left, right, result;
  for (index_t i = 0; i < a.rank(); ++i) left += static_cast<char>('a' + i);
  for (index_t i = 0; i < b.rank(); ++i) right += static_cast<char>('m' + i);
  for (std::size_t i = 0; i < axes_a.rank(); ++i)
    right[b.shape().axis(axes_b[i], "tensordot")] = left[a.shape().axis(axes_a[i], "tensordot")];
  for (const char c : left)
    if (!detail::has_label(right, c)) result += c;
  for (const char c : right)
    if (!detail::has_label(left, c)) result += c;
  return contract(a, left, b, right, result);
}

KERATIN_INLINE Tensor tensordot(const Tensor& a, const Tensor& b, Int axes) {
  require<shape_error>(axes >= 0 && axes <= a.rank() && axes <= b.rank(),
                       "tensordot: expected axes from 0 to those of ", a.shape(), " and ", b.shape(), "; got ",
                       axes.value, ".");
  Shape last, first;
  for (index_t i = 0; i < axes; ++i) {
    last.push_back(a.rank() - axes + i);
    first.push_back(i);
  }
  return with_arguments(tensordot(a, b, last, first), {{"axes", axes}});
}

namespace detail {

inline Tensor product_node(const char* class_name, const Tensor& a, const Tensor& b,
                           Tensor (*self)(const Tensor&, const Tensor&)) {
  return symbolic_op("keras.src.ops.numpy", class_name, {a, b},
                     [self](const Tensors& in) { return self(in[0], in[1]); });
}

}  // namespace detail

KERATIN_INLINE Tensor dot(const Tensor& a, const Tensor& b) {
  if (a.symbolic() || b.symbolic()) return detail::product_node("Dot", a, b, dot);
  if (a.rank() == 0 || b.rank() == 0) return multiply(a, b);
  return tensordot(a, b, Shape{-1}, Shape{b.rank() == 1 ? 0 : b.rank() - 2});
}
KERATIN_INLINE Tensor inner(const Tensor& a, const Tensor& b) {
  if (a.symbolic() || b.symbolic()) return detail::product_node("Inner", a, b, inner);
  if (a.rank() == 0 || b.rank() == 0) return multiply(a, b);
  return tensordot(a, b, Shape{-1}, Shape{-1});
}
KERATIN_INLINE Tensor outer(const Tensor& a, const Tensor& b) {
  if (a.symbolic() || b.symbolic()) return detail::product_node("Outer", a, b, outer);
  return multiply(detail::reshaped(a, {a.size(), 1}), detail::reshaped(b, {1, b.size()}));
}
KERATIN_INLINE Tensor vdot(const Tensor& a, const Tensor& b) {
  if (a.symbolic() || b.symbolic()) return detail::product_node("Vdot", a, b, vdot);
  return tensordot(detail::reshaped(a, {a.size()}), detail::reshaped(b, {b.size()}), 1);
}

}  // namespace keratin::ops
#endif
