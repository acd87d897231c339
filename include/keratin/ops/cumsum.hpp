// cumsum(x, axis), cumprod(x, axis): sums and products of all elements up to each one.
// Gradients: of cumsum the sum of dy from each element on; of cumprod P_i S_i, with the product P_i of the elements
// before and S_i = dy_i + x_{i+1} S_{i+1}, which divides by nothing.
#pragma once
#include <optional>

#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// y_i = x_0 + … + x_i along the axis; of all elements in a row without one (numpy.cumsum). Bools count as int32.
[[nodiscard]] Tensor cumsum(const Tensor& x, std::optional<Int> axis = {});
/// y_i = x_0 … x_i, the same way (numpy.cumprod).
[[nodiscard]] Tensor cumprod(const Tensor& x, std::optional<Int> axis = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"
#include "reshape.hpp"

namespace keratin::ops {

namespace detail {

/// Runs over the lines along an axis: line(first element, step, number).
struct Lines {
  Lines(const Shape& shape, std::size_t axis)
      : outer(shape.product(0, axis)), n(shape[axis]), inner(shape.product(axis + 1, shape.rank())) {}
  template <class Line>
  void operator()(const Line& line) const {
    for (index_t o = 0; o < outer; ++o)
      for (index_t i = 0; i < inner; ++i) line(o * n * inner + i, inner, n);
  }
  index_t outer, n, inner;
};

template <bool Product>
Tensor accumulate(const Tensor& x, std::size_t axis) {
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device());
  if (on_meta(y)) return y;
  visit_dtype(x.dtype(), [&](auto zero) {
    using T = BytesForBool<decltype(zero)>;
    const T* const in = x.data<T>();
    T* const out = y.data<T>();
    Lines(x.shape(), axis)([=](index_t first, index_t step, index_t n) {
      T sum = Product ? 1 : 0;
      for (index_t i = first; n-- > 0; i += step) out[i] = sum = static_cast<T>(Product ? sum * in[i] : sum + in[i]);
    });
  });
  return y;
}

inline Tensor cumsum_gradient(const Tensor& dy, std::size_t axis) {
  Tensor d = Tensor::empty(dy.shape(), dy.dtype(), dy.device());
  visit_float(dy.dtype(), "cumsum", [&](auto zero) {
    using T = decltype(zero);
    Lines(dy.shape(), axis)([&](index_t first, index_t step, index_t n) {
      T sum = 0;
      for (index_t i = first + (n - 1) * step; i >= first; i -= step) d.data<T>()[i] = sum += dy.data<T>()[i];
    });
  });
  return d;
}

inline Tensor cumprod_gradient(const Tensor& x, const Tensor& dy, std::size_t axis) {
  Tensor d = Tensor::empty(dy.shape(), dy.dtype(), dy.device());
  visit_float(dy.dtype(), "cumprod", [&](auto zero) {
    using T = decltype(zero);
    Lines(dy.shape(), axis)([&](index_t first, index_t step, index_t n) {
      T sum = 0, product = 1;
      for (index_t i = first + (n - 1) * step, k = n; k > 0; --k, i -= step)
        d.data<T>()[i] = sum = dy.data<T>()[i] + (k < n ? x.data<T>()[i + step] * sum : T(0));
      for (index_t i = first; n-- > 0; product *= x.data<T>()[i], i += step) d.data<T>()[i] *= product;
    });
  });
  return d;
}

template <bool Product>
Tensor cumulative(const char* where, const Tensor& x, std::optional<Int> axis) {
  const Tensor flat = axis ? x : reshaped(x, {x.size()}), in = flat.dtype() == bool_ ? flat.cast(int32) : flat;
  const std::size_t a = in.shape().axis(axis.value_or(0), where);
  Tensor y = accumulate<Product>(in, a);
  if (is_float(in.dtype()))
    record(y, {&in}, [x = Product ? in : Tensor(), a](const Tensor& dy, InputGradients& dx) {
      dx.add(0, Product ? cumprod_gradient(x, dy, a) : cumsum_gradient(dy, a));
    });
  return y;
}

}  // namespace detail

KERATIN_INLINE Tensor cumsum(const Tensor& x, std::optional<Int> axis) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Cumsum", {x}, [axis](const Tensors& in) { return cumsum(in[0], axis); },
                       {{"axis", axis}});
  return detail::cumulative<false>("cumsum", x, axis);
}

KERATIN_INLINE Tensor cumprod(const Tensor& x, std::optional<Int> axis) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Cumprod", {x},
                       [axis](const Tensors& in) { return cumprod(in[0], axis); }, {{"axis", axis}});
  return detail::cumulative<true>("cumprod", x, axis);
}

}  // namespace keratin::ops
#endif
