// take_along_axis(x, indices, axis): along the axis, the elements whose places `indices` gives for each row by itself.
// The gradient of an element is the sum over its uses.
#pragma once
#include <optional>

#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// y[…, j, …] = x[…, indices[…, j, …], …]; the other axes broadcast. Without an axis x counts as one row
/// (numpy.take_along_axis). Indices below 0 count from the end; one out of range throws value_error.
[[nodiscard]] Tensor take_along_axis(const Tensor& x, const Tensor& indices, std::optional<Int> axis = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "broadcast_to.hpp"
#include "moveaxis.hpp"
#include "op.hpp"
#include "reshape.hpp"
#include "take.hpp"

namespace keratin::ops {

namespace detail {

/// The places in lines of n elements, m each, as places among all elements, on their CUDA device.
inline Tensor places_on_cuda(const Tensor& places, index_t m, index_t n) {
  const Tensor all = Tensor::empty(places.shape(), int64, places.device());
  if constexpr (with_cuda) {
    const DeviceData at(places, places.device());
    cuda_backend::places_in_lines(places.device().index(), places.size(), m, n,
                                  static_cast<std::int64_t*>(device_output(all)),
                                  static_cast<const std::int64_t*>(at.get()));
  }
  return all;
}
inline Tensor take_along_on_cuda(const Tensor& y, const Tensor& x, const Tensor& places) {
  const Tensor all = places_on_cuda(places, places.shape().back(), x.shape().back());
  gather_rows(y, x, all, 1);
  if (is_float(x.dtype()))
    record(y, {&x}, [all, whole = x.shape()](const Tensor& dy, InputGradients& dx) {
      const Tensor sum = zeros(whole, dy.dtype(), dy.device());
      scatter_add_rows(sum, dy, all, 1);
      dx.add(0, sum);
    });
  return y;
}

/// The same along the last axis, where all other axes are equal; `places` are checked.
inline Tensor take_along_last(const Tensor& x, const Tensor& places) {
  const index_t n = x.shape().back(), m = places.shape().back();
  Tensor y = Tensor::empty(places.shape(), x.dtype(), common_device(x, places));
  if (on_meta(y)) return y;
  if (on_cuda(y)) return take_along_on_cuda(y, x, rows_for(places, y.device()));
  visit_dtype(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const std::int64_t* const at = places.data<std::int64_t>();
    for (index_t i = 0; i < y.size(); ++i) y.data<T>()[i] = x.data<T>()[i / m * n + at[i]];
  });
  if (is_float(x.dtype()))
    record(y, {&x}, [places, whole = x.shape(), n, m](const Tensor& dy, InputGradients& dx) {
      const Tensor sum = zeros(whole, dy.dtype());
      visit_float(dy.dtype(), "take_along_axis", [&](auto zero) {
        using T = decltype(zero);
        const std::int64_t* const at = places.data<std::int64_t>();
        for (index_t i = 0; i < dy.size(); ++i) sum.data<T>()[i / m * n + at[i]] += dy.data<T>()[i];
      });
      dx.add(0, sum);
    });
  return y;
}

}  // namespace detail

KERATIN_INLINE Tensor take_along_axis(const Tensor& x, const Tensor& indices, std::optional<Int> axis) {
  if (x.symbolic() || indices.symbolic())
    return symbolic_op("keras.src.ops.numpy", "TakeAlongAxis", {x, indices},
                       [axis](const Tensors& in) { return take_along_axis(in[0], in[1], axis); }, {{"axis", axis}});
  if (!axis) return take_along_axis(detail::reshaped(x, {x.size()}), detail::reshaped(indices, {indices.size()}), 0);
  const std::size_t a = x.shape().axis(*axis, "take_along_axis");
  require<shape_error>(indices.rank() == x.rank(), "take_along_axis: expected indices of rank ", x.rank(), "; got ",
                       indices.shape(), ".");
  const Tensor places = detail::resolve_indices(indices, x.shape()[a], "take_along_axis", common_device(x, indices));
  const Shape common = broadcast_shape(x.shape().with(a, 1), places.shape().with(a, 1), "take_along_axis");
  const Shape of_x = common.with(a, x.shape()[a]), of_places = common.with(a, places.shape()[a]);
  const Tensor from = x.shape() == of_x ? x : broadcast_to(x, of_x);
  const Tensor at = places.shape() == of_places ? places : broadcast_to(places, of_places);
  if (a + 1 == x.shape().rank()) return detail::take_along_last(from, at);
  return moveaxis(detail::take_along_last(moveaxis(from, a, -1), moveaxis(at, a, -1)), -1, a);
}

}  // namespace keratin::ops
#endif
