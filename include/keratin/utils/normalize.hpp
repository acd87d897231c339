// normalize: rows, or other lines of an array, brought to length 1.
//   auto x = utils::normalize(counts);   auto p = utils::normalize(counts, 1, 1);
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::utils {

/// x divided by its norm along an axis: of order 1 the sum of the sizes, of order 2 the root of the sum of squares, of
/// order p the p-th root of the sum of p-th powers. What has norm 0 stays (keras.utils.normalize). float32, float64 for
/// such x. Throws shape_error for an axis that x has not, value_error for an order that is not above 0.
[[nodiscard]] Tensor normalize(const Tensor& x, Int axis = -1, Real order = 2);

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <cmath>

namespace keratin::utils {

KERATIN_INLINE Tensor normalize(const Tensor& x, Int axis, Real order) {
  const index_t rank = x.rank(), a = axis < 0 ? axis + rank : axis.value;
  require<shape_error>(a >= 0 && a < rank, "normalize: expected an axis of ", x.shape(), "; got ", axis, ".");
  require(order > 0, "normalize: expected an order above 0; got ", order, ".");
  require<state_error>(!x.symbolic(), "normalize: expected data; got a symbolic tensor. Hint: ops::normalize.");
  const DType dtype = float_type(x.dtype());
  const Tensor in = x.cast(float64), out = Tensor::empty(x.shape(), float64);
  const index_t n = x.shape()[a], stride = x.shape().product(static_cast<std::size_t>(a) + 1, x.shape().rank());
  for (index_t line = 0; n > 0 && line < x.size() / n; ++line) {
    const index_t first = line / stride * stride * n + line % stride;
    double sum = 0;
    for (index_t i = 0; i < n; ++i) sum += std::pow(std::abs(in.data<double>()[first + i * stride]), order.value);
    const double norm = sum > 0 ? std::pow(sum, 1 / order.value) : 1;
    for (index_t i = 0; i < n; ++i)
      out.data<double>()[first + i * stride] = in.data<double>()[first + i * stride] / norm;
  }
  return out.cast(dtype);
}

}  // namespace keratin::utils
#endif
