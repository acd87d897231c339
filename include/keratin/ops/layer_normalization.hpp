// layer_normalization(x, gamma, beta) = (x - mean) / sqrt(variance + epsilon) * gamma + beta, with a mean and a
// variance for each row: over one axis or several.   J. Ba et al., "Layer normalization", 2016. With z = (x - mean) /
// sqrt(…) and g = dy gamma:   dx = (g - mean(g) - z mean(g z)) / sqrt(…),
//   dgamma = Σ dy z,   dbeta = Σ dy.
#pragma once
#include "../tensor/axes.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::ops {

struct LayerNormalizationOptions {
  KERATIN_OPTIONS;
  Axes axis = -1;
  Real epsilon = 1e-7;
  Flag rms_scaling = false;  ///< x / sqrt(variance + epsilon) * gamma instead, as old Keras models have it.
};
/// gamma and beta, if defined, have the sizes of the axes (keras.ops.layer_normalization).
[[nodiscard]] Tensor layer_normalization(const Tensor& x, const Tensor& gamma = {}, const Tensor& beta = {},
                                         const LayerNormalizationOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../backend/cpu/row_normalization.hpp"
#include "../backend/cuda/row_normalization.hpp"
#include "add.hpp"
#include "divide.hpp"
#include "multiply.hpp"
#include "op.hpp"
#include "reductions.hpp"
#include "reshape.hpp"
#include "sqrt.hpp"
#include "transpose.hpp"

namespace keratin::ops {

namespace detail {

/// The gradients of normalize_rows, by its mean and 1 / sqrt(variance + epsilon) of each row.
struct RowsVjp {
  Tensor x, gamma, stats;
  Shape gamma_shape, beta_shape;
  bool centered;

  void operator()(const Tensor& dy, InputGradients& dx) const {
    const index_t n = x.shape()[1];
    const bool summed = dx.wanted(1) || dx.wanted(2);
    const Tensor sums = summed ? Tensor::empty({2 * n}, x.dtype(), x.device()) : Tensor();
    const Tensor d = dx.wanted(0) ? room_for_gradient(dy) : Tensor();
    run(d, sums, dy);
    if (d.defined()) dx.add(0, d);
    if (dx.wanted(1)) dx.add(1, sums.view(gamma_shape));
    if (dx.wanted(2)) dx.add(2, sums.view(beta_shape, n));
  }

 private:
  void run(const Tensor& d, const Tensor& sums, const Tensor& dy) const {
    const index_t count = x.shape()[0], n = x.shape()[1];
    if constexpr (with_cuda) {
      if (on_cuda(x)) {
        const Device device = x.device();
        const DeviceData slopes(dy, device), in(x, device), of(stats, device), scale(gamma, device);
        return cuda_backend::row_gradient(device.index(), x.dtype(), count, n, centered, device_output(d),
                                          device_output(sums), slopes.get(), in.get(), of.get(), scale.get());
      }
    }
    const cpu_backend::Rows rows(count, n);
    const Tensor parts = Tensor::empty({sums.defined() ? rows.scratch() : 0}, x.dtype());
    visit_float(x.dtype(), "normalization", [&](auto zero) {
      using T = decltype(zero);
      cpu_backend::row_gradient<T>(rows, centered, d.defined() ? d.data<T>() : nullptr, parts.data<T>(),
                                   sums.defined() ? sums.data<T>() : nullptr, dy.data<const T>(), x.data<const T>(),
                                   stats.data<const T>(), gamma.defined() ? gamma.data<const T>() : nullptr);
    });
  }
};

/// normalize_rows on the device of y.
inline void rows_forward(const Tensor& y, const Tensor& stats, const Tensor& x, const Tensor& gamma, const Tensor& beta,
                         double epsilon, bool centered) {
  const index_t count = x.shape()[0], n = x.shape()[1];
  if constexpr (with_cuda) {
    if (on_cuda(y)) {
      const Device device = y.device();
      const DeviceData in(x, device), scale(gamma, device), offset(beta, device);
      return cuda_backend::normalize_rows(device.index(), y.dtype(), count, n, centered, epsilon, device_output(y),
                                          device_output(stats), in.get(), scale.get(), offset.get());
    }
  }
  visit_float(x.dtype(), "normalization", [&](auto zero) {
    using T = decltype(zero);
    cpu_backend::normalize_rows<T>(
        cpu_backend::Rows(count, n), centered, static_cast<T>(epsilon), y.data<T>(), stats.data<T>(), x.data<const T>(),
        gamma.defined() ? gamma.data<const T>() : nullptr, beta.defined() ? beta.data<const T>() : nullptr);
  });
}

/// x: (rows, n).
inline Tensor normalize_rows(const Tensor& x, const Tensor& gamma, const Tensor& beta, double epsilon, bool centered) {
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device());
  if (on_meta(y)) return y;
  const Tensor stats = Tensor::empty({x.shape()[0], 2}, x.dtype(), x.device());
  rows_forward(y, stats, x, gamma, beta, epsilon, centered);
  record(y, {&x, &gamma, &beta},
         RowsVjp{x, gamma.defined() ? detach(gamma) : gamma, stats, gamma.defined() ? gamma.shape() : Shape{},
                 beta.defined() ? beta.shape() : Shape{}, centered});
  return y;
}

/// Calls op(rows), for x as (rows, elements of the flagged axes), those being brought to the end if need be.
template <class Op>
Tensor over_axes(const Tensor& x, const Flags& flags, Op op) {
  Shape order;
  index_t n = 1;
  bool moved = false;
  for (const bool flagged : {false, true})
    for (std::size_t a = 0; a < x.shape().rank(); ++a) {
      if (flags[a] != flagged) continue;
      moved = moved || static_cast<index_t>(a) != static_cast<index_t>(order.rank());
      order.push_back(static_cast<index_t>(a));
      if (flagged) n *= x.shape()[static_cast<index_t>(a)];
    }
  const Tensor last = moved ? transpose(x, order) : x;
  const Tensor y = reshaped(op(reshaped(last, {x.size() / std::max<index_t>(n, 1), n})), last.shape());
  if (!moved) return y;
  Shape back = order;
  for (std::size_t i = 0; i < order.rank(); ++i) back[order[static_cast<index_t>(i)]] = static_cast<index_t>(i);
  return transpose(y, back);
}

inline index_t elements_of(const Shape& shape, const Flags& flags) {
  index_t n = 1;
  for (std::size_t a = 0; a < shape.rank(); ++a)
    if (flags[a]) n *= shape[static_cast<index_t>(a)];
  return n;
}

/// Throws unless v has as many elements as the flagged axes, or is undefined; else as x's dtype.
inline Tensor per_element(const Tensor& v, const char* where, const char* what, index_t n, DType dtype) {
  if (!v.defined()) return v;
  require<shape_error>(v.size() == n, where, ": expected ", n, " numbers as ", what, "; got shape ", v.shape(), ".");
  return v.cast(dtype);
}

/// v in the shape in which it broadcasts along the flagged axes.
inline Tensor along_flags(const Tensor& v, const Shape& shape, const Flags& flags) {
  Shape wide = shape;
  for (std::size_t a = 0; a < shape.rank(); ++a)
    if (!flags[a]) wide[static_cast<index_t>(a)] = 1;
  return reshaped(v, wide);
}

}  // namespace detail

KERATIN_INLINE Tensor layer_normalization(const Tensor& x, const Tensor& gamma, const Tensor& beta,
                                          const LayerNormalizationOptions& options) {
  if (x.symbolic()) {
    Tensors inputs = {x};
    if (gamma.defined()) inputs.push_back(gamma);
    if (beta.defined()) inputs.push_back(beta);
    return symbolic_op("keras.src.ops.nn", "LayerNorm", inputs,
                       [options, scaled = gamma.defined(), shifted = beta.defined()](const Tensors& in) {
                         return layer_normalization(in[0], scaled ? in[1] : Tensor(), shifted ? in.back() : Tensor(),
                                                    options);
                       },
                       {{"axis", options.axis},
                        {"epsilon", options.epsilon},
                        {"rms_scaling", options.rms_scaling},
                        tensors_by_name(concat(gamma.defined() ? "gamma " : "", beta.defined() ? "beta" : ""))});
  }
  const char* const where = "layer_normalization";
  const Tensor wide = detail::as_float(x);
  const auto flags = options.axis.flags(wide.shape().rank(), where);
  const index_t n = detail::elements_of(wide.shape(), flags);
  const Tensor scale = detail::per_element(gamma, where, "gamma", n, wide.dtype()),
               offset = detail::per_element(beta, where, "beta", n, wide.dtype());
  if (options.rms_scaling) {
    const Tensor variance = var(wide, options.axis, {.keepdims = true});
    const Tensor y = divide(wide, sqrt(add(variance, Tensor::scalar(options.epsilon, wide.dtype()))));
    return scale.defined() ? multiply(y, detail::along_flags(scale, wide.shape(), flags)) : y;
  }
  return detail::over_axes(wide, flags, [&](const Tensor& rows) {
    return detail::normalize_rows(rows, scale, offset, options.epsilon, true);
  });
}

}  // namespace keratin::ops
#endif
