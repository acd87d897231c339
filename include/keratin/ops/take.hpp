// take(x, indices, axis): rows of x by their number.   The gradient of a row is the sum over its uses.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The elements of x at `indices` (of any shape, an integer dtype) along an axis; negative ones count from the end. An
/// index out of range throws.
[[nodiscard]] Tensor take(const Tensor& x, const Tensor& indices, Int axis = 0);
/// Class numbers as rows of zeros with a 1 at the class's place: indices of shape (…) give (…, num_classes). A number
/// that is no class gives zeros, as in Keras.
[[nodiscard]] Tensor one_hot(const Tensor& indices, Int num_classes, DType dtype = float32);
/// The same with the classes along another axis of the result.
[[nodiscard]] Tensor one_hot(const Tensor& indices, Int num_classes, Int axis, DType dtype = float32);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../autograd/uses.hpp"
#include "../backend/cuda/copy.hpp"
#include "../backend/cuda/take.hpp"
#include "../tensor/copy.hpp"
#include "op.hpp"
#include "transpose.hpp"

namespace keratin::ops {

namespace detail {

/// Row numbers that the CPU made, for a result on that device.
inline Tensor rows_for(const Tensor& rows, Device device) {
  return device.kind() == Device::Kind::cuda ? lent_to(rows, device) : rows;
}
/// Ids that a CUDA device alone has, as row numbers there. To look at them would stop the device, so one that is no row
/// throws nothing: it becomes -1, which stands for a row of zeros, as it does in Keras on a GPU.
inline Tensor rows_on_cuda(const Tensor& ids, index_t n, bool wrap) {
  const Tensor rows = Tensor::empty(ids.shape(), int64, ids.device());
  if constexpr (with_cuda)
    cuda_backend::rows_of_ids(ids.device().index(), ids.size(), n, wrap,
                              static_cast<std::int64_t*>(device_output(rows)), DeviceData(ids, ids.device()).get(),
                              ids.dtype());
  return rows;
}

/// The indices as int64, each counted from 0, for a result on that device.
inline Tensor resolve_indices(const Tensor& indices, index_t n, const char* where, Device device) {
  require<dtype_error>(is_integer(indices.dtype()), where, ": expected indices of an integer dtype; got ",
                       indices.dtype(), ". Hint: cast(int32).");
  const Tensor here = at_hand(indices);
  if (!here.defined()) return rows_on_cuda(indices, n, true);
  const Tensor rows = on_meta(here) ? here.cast(int64) : here.cast(int64).clone();
  if (on_meta(rows)) return rows;
  std::int64_t* const at = rows.data<std::int64_t>();
  for (index_t i = 0; i < rows.size(); ++i) {
    require<value_error>(at[i] >= -n && at[i] < n, where, ": expected indices below ", n, "; got ", at[i], ".");
    if (at[i] < 0) at[i] += n;
  }
  return rows_for(rows, device);
}

/// `noted`: whether the gradient tells its uses.
inline Tensor take_rows(const Tensor& x, const Tensor& rows, bool noted = false) {
  Shape shape = rows.shape();
  for (index_t d : x.shape().from(1)) shape.push_back(d);
  const index_t n = x.shape().product(1, x.shape().rank());
  Tensor y = Tensor::empty(shape, x.dtype(), common_device(x, rows));
  gather_rows(y, x, rows, n);
  record(y, {&x}, [rows, n, noted, whole = x.shape()](const Tensor& dy, InputGradients& dx) {
    const Tensor sum = zeros(whole, dy.dtype(), dy.device());
    scatter_add_rows(sum, dy, rows, n);
    if (noted) set_uses(sum, {dy, rows});
    dx.add(0, sum);
  });
  return y;
}

}  // namespace detail

KERATIN_INLINE Tensor take(const Tensor& x, const Tensor& indices, Int axis) {
  if (x.symbolic() || indices.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Take", {x, indices},
                       [axis](const Tensors& in) { return take(in[0], in[1], axis); }, {{"axis", axis}});
  const std::size_t a = x.shape().axis(axis, "take");
  const Tensor rows = detail::resolve_indices(indices, x.shape()[a], "take", common_device(x, indices));
  if (a == 0) return detail::take_rows(x, rows);
  Shape to_front, back;  // the axis goes first, its result's axes return to its place
  to_front.push_back(static_cast<index_t>(a));
  for (std::size_t i = 0; i < x.shape().rank(); ++i)
    if (i != a) to_front.push_back(static_cast<index_t>(i));
  const auto r = static_cast<index_t>(indices.shape().rank()), at = static_cast<index_t>(a);
  for (index_t i = 0; i < at; ++i) back.push_back(r + i);
  for (index_t i = 0; i < r; ++i) back.push_back(i);
  for (index_t i = at; i + 1 < x.rank(); ++i) back.push_back(r + i);
  return transpose(detail::take_rows(transpose(x, to_front), rows), back);
}

KERATIN_INLINE Tensor one_hot(const Tensor& indices, Int num_classes, DType dtype) {
  if (indices.symbolic())
    return symbolic_op("keras.src.ops.nn", "OneHot", {indices},
                       [=](const Tensors& in) { return one_hot(in[0], num_classes, dtype); },
                       {{"num_classes", num_classes}, {"axis", -1}, {"dtype", dtype}, {"sparse", Flag(false)}});
  Shape shape = indices.shape();
  shape.push_back(num_classes);
  if (on_meta(indices)) return Tensor::empty(shape, dtype, indices.device());
  const Tensor rows = indices.cast(int64);
  if constexpr (with_cuda) {
    if (on_cuda(rows)) {
      Tensor y = Tensor::empty(shape, dtype, rows.device());
      const DeviceData at(rows, rows.device());
      cuda_backend::one_hot(y.device().index(), dtype, rows.size(), num_classes, device_output(y),
                            static_cast<const std::int64_t*>(at.get()));
      return y;
    }
  }
  Tensor y = zeros(shape, dtype);
  visit_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    for (index_t i = 0; i < rows.size(); ++i) {
      const std::int64_t c = rows.data<std::int64_t>()[i];
      if (c >= 0 && c < num_classes) y.data<T>()[i * num_classes + c] = T(1);
    }
  });
  return y;
}

KERATIN_INLINE Tensor one_hot(const Tensor& indices, Int num_classes, Int axis, DType dtype) {
  if (indices.symbolic())
    return symbolic_op("keras.src.ops.nn", "OneHot", {indices},
                       [=](const Tensors& in) { return one_hot(in[0], num_classes, axis, dtype); },
                       {{"num_classes", num_classes}, {"axis", axis}, {"dtype", dtype}, {"sparse", Flag(false)}});
  const Tensor hot = one_hot(indices, num_classes, dtype);
  const std::size_t at = hot.shape().axis(axis, "one_hot");
  Shape order;
  for (index_t i = 0; i + 1 < hot.rank(); ++i) {
    if (i == static_cast<index_t>(at)) order.push_back(hot.rank() - 1);
    order.push_back(i);
  }
  if (order.rank() < hot.shape().rank()) order.push_back(hot.rank() - 1);
  return transpose(hot, order);
}

}  // namespace keratin::ops
#endif
