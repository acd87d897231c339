// slice(x, begin:end of each axis), slice_update, x[i].   The gradient is put back into zeros at the same place.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The part of x that `slices` name, one for each of the first axes; a view where the elements lie together.
[[nodiscard]] Tensor slice(const Tensor& x, const std::vector<Slice>& slices);
/// A copy of x with `updates` written from `start_indices` on (keras.ops.slice_update).
[[nodiscard]] Tensor slice_update(const Tensor& x, const Shape& start_indices, const Tensor& updates);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../tensor/copy.hpp"
#include "op.hpp"
#include "reshape.hpp"

namespace keratin::ops {

namespace detail {

/// A block inside a larger array.
struct Block {
  Shape start, shape;
};

inline Block resolve_slices(const Shape& shape, std::span<const Slice> slices) {
  require<shape_error>(slices.size() <= shape.rank(), "slice: expected at most ", shape.rank(), " slices for shape ",
                       shape, "; got ", slices.size(), ".");
  Block block;
  for (std::size_t a = 0; a < shape.rank(); ++a) {
    const index_t n = shape[a];
    const Slice s = a < slices.size() ? slices[a] : Slice();
    const auto clamp = [n](index_t i) { return std::clamp<index_t>(i < 0 ? i + n : i, 0, n); };
    const index_t begin = clamp(s.begin), end = s.end == Slice::to_end ? n : clamp(s.end);
    block.start.push_back(begin);
    block.shape.push_back(std::max<index_t>(end - begin, 0));
  }
  return block;
}

/// Copies a block out of `whole`, or into it.
inline void copy_block(const Tensor& whole, const Block& block, const Tensor& part, bool into) {
  if (on_meta(whole) || on_meta(part)) return;
  const auto strides = cpu_backend::row_major(whole.shape());
  index_t first = 0;
  for (std::size_t a = 0; a < block.start.rank(); ++a) first += block.start[a] * strides[a];
  const Strided of_whole{whole, first, strides}, of_part{part, 0, cpu_backend::row_major(block.shape)};
  into ? copy_strided(block.shape, of_whole, of_part) : copy_strided(block.shape, of_part, of_whole);
}

/// Whether a block's elements lie together: it spans all axes but the first that it cuts, and that one's outer ones
/// are 1.
inline bool contiguous(const Block& block, const Shape& shape) {
  std::size_t a = shape.rank();
  while (a > 0 && block.shape[a - 1] == shape[a - 1]) --a;
  for (std::size_t i = 0; i + 1 < a; ++i)
    if (block.shape[i] != 1) return false;
  return true;
}

inline Tensor slice_block(const Tensor& x, const Block& block) {
  Tensor y;
  if (contiguous(block, x.shape()) && block.shape.size() > 0) {
    index_t first = 0;
    const auto strides = cpu_backend::row_major(x.shape());
    for (std::size_t a = 0; a < block.start.rank(); ++a) first += block.start[a] * strides[a];
    y = x.view(block.shape, first);
  } else {
    y = Tensor::empty(block.shape, x.dtype(), x.device());
    copy_block(x, block, y, false);
  }
  record(y, {&x}, [block, shape = x.shape()](const Tensor& dy, InputGradients& dx) {
    const Tensor whole = zeros(shape, dy.dtype(), dy.device());
    copy_block(whole, block, dy, true);
    dx.add(0, whole);
  });
  return y;
}

}  // namespace detail

KERATIN_INLINE Tensor slice(const Tensor& x, const std::vector<Slice>& slices) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "GetItem", {x},
                       [slices](const Tensors& in) { return slice(in[0], slices); }, {{"key", slices}});
  return detail::slice_block(x, detail::resolve_slices(x.shape(), slices));
}

KERATIN_INLINE Tensor slice_update(const Tensor& x, const Shape& start_indices, const Tensor& updates) {
  if (x.symbolic() || updates.symbolic())
    return symbolic_op("keras.src.ops.core", "SliceUpdate", {x, updates},
                       [start_indices](const Tensors& in) { return slice_update(in[0], start_indices, in[1]); },
                       {{"start_indices", start_indices}, tensors_by_name("updates")});
  require<shape_error>(start_indices.rank() == x.shape().rank() && updates.shape().rank() == x.shape().rank(),
                       "slice_update: expected one start and one axis of updates for each axis of ", x.shape(),
                       "; got ", start_indices, " and ", updates.shape(), ".");
  const detail::Block block{start_indices, updates.shape()};
  for (std::size_t a = 0; a < start_indices.rank(); ++a)
    require<shape_error>(start_indices[a] >= 0 && start_indices[a] + updates.shape()[a] <= x.shape()[a],
                         "slice_update: expected updates inside ", x.shape(), "; got ", updates.shape(), " at ",
                         start_indices, ".");
  const Tensor in = updates.cast(x.dtype());
  Tensor y = x.clone();
  detail::copy_block(y, block, in, true);
  record(y, {&x, &in}, [block](const Tensor& dy, InputGradients& dx) {
    if (dx.wanted(0)) {
      const Tensor rest = dy.clone();
      detail::copy_block(rest, block, zeros(block.shape, dy.dtype(), dy.device()), true);
      dx.add(0, rest);
    }
    if (dx.wanted(1)) {
      const Tensor part = Tensor::empty(block.shape, dy.dtype(), dy.device());
      detail::copy_block(dy, block, part, false);
      dx.add(1, part);
    }
  });
  return y;
}

}  // namespace keratin::ops

namespace keratin {

KERATIN_INLINE Tensor Tensor::operator[](Int index) const {
  if (symbolic())
    return symbolic_op("keras.src.ops.numpy", "GetItem", {*this}, [index](const Tensors& in) { return in[0][index]; },
                       {{"key", index}});
  require<shape_error>(rank() > 0, "Tensor[]: expected at least one axis; got a scalar.");
  const index_t n = shape()[0], i = index < 0 ? index + n : index.value;
  require<shape_error>(i >= 0 && i < n, "Tensor[]: expected an index below ", n, "; got ", index, ".");
  const Tensor row = ops::slice(*this, {Slice(i, i + 1)});
  return ops::squeeze(row, 0);
}

KERATIN_INLINE Tensor Tensor::slice(Int begin, Int end, Int axis) const {
  const std::size_t at = shape().axis(axis, "Tensor::slice");
  std::vector<Slice> slices(at + 1);
  slices[at] = Slice(begin, end);
  return ops::slice(*this, slices);
}
KERATIN_INLINE Tensor Tensor::slice(std::initializer_list<Slice> slices) const { return ops::slice(*this, slices); }

KERATIN_INLINE Tensor Tensor::clone() const {
  require<state_error>(!symbolic(), "Tensor::clone: expected data; got a symbolic tensor.");
  Tensor y = empty(shape(), dtype(), device());
  copy_into(y, *this);
  record(y, {this}, [](const Tensor& dy, InputGradients& dx) { dx.add(0, dy); });
  return y;
}

KERATIN_INLINE Tensor Tensor::to(Device target) const {
  if (symbolic() || device() == target) return *this;
  Tensor y = empty(shape(), dtype(), target);
  copy_into(y, *this);
  record(y, {this}, [from = device()](const Tensor& dy, InputGradients& dx) { dx.add(0, dy.to(from)); });
  return y;
}

KERATIN_INLINE void Tensor::assign(const Tensor& values) const { assign({}, values); }

KERATIN_INLINE void Tensor::assign(std::initializer_list<Slice> slices, const Tensor& values) const {
  for (const Tensor* x : {this, &values})
    if (!on_cuda(*x)) x->check_access(x->dtype());
  const ops::detail::Block block = ops::detail::resolve_slices(shape(), {slices.begin(), slices.size()});
  Shape given = values.shape();
  while (given.rank() > block.shape.rank() && given[0] == 1) given = given.from(1);
  const Shape fitted = broadcast_shape(block.shape, given, "Tensor::assign");
  require<shape_error>(fitted == block.shape, "Tensor::assign: expected values that broadcast to ", block.shape,
                       "; got ", values.shape(), ".");
  const NoGradient scope;
  const Tensor cast = values.cast(dtype()).view(given);
  if (block.shape == shape() && cast.shape() == shape()) {
    if (get().data != cast.get().data) copy_into(*this, cast);
    return;
  }
  Tensor part = empty(block.shape, dtype(), device());
  const Shape* const shapes[] = {&cast.shape()};
  const auto walk = detail::plan_walk(block.shape, shapes);
  copy_strided(block.shape, {part}, {cast, 0, walk.strides[0]});
  ops::detail::copy_block(*this, block, part, true);
}

}  // namespace keratin
#endif
