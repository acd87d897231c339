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
#include "../backend/cuda/cumsum.hpp"
#include "op.hpp"
#include "reshape.hpp"

namespace keratin::ops {

namespace detail {

/// Runs over the lines along an axis, shared among threads: body(first element, width) for up to `side` neighbouring
/// lines at a time, whose elements lie beside each other.
struct Lines {
  static constexpr index_t side = 32;
  Lines(const Shape& shape, std::size_t axis)
      : outer(shape.product(0, axis)), n(shape[axis]), inner(shape.product(axis + 1, shape.rank())) {}
  template <class Body>
  void operator()(const Body& body) const {
    const index_t blocks = (inner + side - 1) / side, work = std::max<index_t>(1, n * std::min(inner, side));
    parallel::for_range(outer * blocks, std::max<index_t>(1, cpu_backend::pointwise_grain / work),
                        [&](index_t begin, index_t end) {
                          for (index_t b = begin; b < end; ++b) {
                            if (inner == 1) {  // a sum of its own stays in a register
                              body(b * n, std::integral_constant<index_t, 1>{});
                              continue;
                            }
                            const index_t i = b % blocks * side;
                            body(b / blocks * n * inner + i, std::min<index_t>(side, inner - i));
                          }
                        });
  }
  index_t outer, n, inner;
};

/// The sums or products on a CUDA device.
inline Tensor accumulate_on_cuda(const Tensor& x, std::size_t axis, bool product, bool back) {
  const Lines lines(x.shape(), axis);
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device());
  if constexpr (with_cuda)
    cuda_backend::cumulate(y.device().index(), y.dtype(), product, back, lines.outer, lines.n, lines.inner,
                           device_output(y), DeviceData(x, y.device()).get());
  return y;
}

template <bool Product>
Tensor accumulate(const Tensor& x, std::size_t axis) {
  if (on_cuda(x)) return accumulate_on_cuda(x, axis, Product, false);
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device());
  if (on_meta(y)) return y;
  visit_dtype(x.dtype(), [&](auto zero) {
    using T = BytesForBool<decltype(zero)>;
    const T* const in = x.data<const T>();
    T* const out = y.data<T>();
    const Lines lines(x.shape(), axis);
    lines([=](index_t first, auto width) {
      T sums[Lines::side];
      std::fill_n(sums, index_t{width}, Product ? T(1) : T(0));
      for (index_t i = first, k = 0; k < lines.n; ++k, i += lines.inner)
        for (index_t j = 0; j < width; ++j)
          out[i + j] = sums[j] = static_cast<T>(Product ? sums[j] * in[i + j] : sums[j] + in[i + j]);
    });
  });
  return y;
}

inline Tensor cumsum_gradient(const Tensor& dy, std::size_t axis) {
  if (on_cuda(dy)) return accumulate_on_cuda(dy, axis, false, true);
  Tensor d = Tensor::empty(dy.shape(), dy.dtype(), dy.device());
  visit_float(dy.dtype(), "cumsum", [&](auto zero) {
    using T = decltype(zero);
    const T* const in = dy.data<const T>();
    T* const out = d.data<T>();
    const Lines lines(dy.shape(), axis);
    lines([=](index_t first, auto width) {
      T sums[Lines::side] = {};
      for (index_t i = first + (lines.n - 1) * lines.inner, k = lines.n; k > 0; --k, i -= lines.inner)
        for (index_t j = 0; j < width; ++j) out[i + j] = sums[j] += in[i + j];
    });
  });
  return d;
}

inline Tensor cumprod_gradient(const Tensor& x, const Tensor& dy, std::size_t axis) {
  Tensor d = Tensor::empty(dy.shape(), dy.dtype(), dy.device());
  if constexpr (with_cuda) {
    if (on_cuda(d)) {
      const Lines lines(dy.shape(), axis);
      const DeviceData in(x, d.device()), slopes(dy, d.device());
      cuda_backend::cumprod_gradient(d.device().index(), d.dtype(), lines.outer, lines.n, lines.inner, device_output(d),
                                     in.get(), slopes.get());
      return d;
    }
  }
  visit_float(dy.dtype(), "cumprod", [&](auto zero) {
    using T = decltype(zero);
    const T *const in = x.data<T>(), *const slopes = dy.data<T>();
    T* const out = d.data<T>();
    const Lines lines(dy.shape(), axis);
    lines([=](index_t first, auto width) {
      T sums[Lines::side] = {}, products[Lines::side];
      std::fill_n(products, index_t{width}, T(1));
      for (index_t i = first + (lines.n - 1) * lines.inner, k = lines.n; k > 0; --k, i -= lines.inner)
        for (index_t j = i; j < i + width; ++j)
          out[j] = sums[j - i] = slopes[j] + (k < lines.n ? in[j + lines.inner] * sums[j - i] : T(0));
      for (index_t i = first, k = 0; k < lines.n; ++k, i += lines.inner)
        for (index_t j = i; j < i + width; products[j - i] *= in[j], ++j) out[j] *= products[j - i];
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
