// Reductions along axes: sum, mean, max, min, prod, any, all, argmax, argmin.
// Gradients: of sum, 1; of mean, 1/n; of max and min, to the elements that reach it, shared; of prod, y / x.
#pragma once
#include <optional>

#include "../tensor/axes.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::ops {

struct ReduceOptions {
  KERATIN_OPTIONS;
  Flag keepdims = false;  ///< Whether reduced axes stay, with size 1.
};

/// Over one axis, several `{0, 1}`, or all; bools and uint8 are summed as int32.
[[nodiscard]] Tensor sum(const Tensor& x, const Axes& axes = {}, const ReduceOptions& options = {});
/// Integers become float32; NaN where there is nothing to average.
[[nodiscard]] Tensor mean(const Tensor& x, const Axes& axes = {}, const ReduceOptions& options = {});
[[nodiscard]] Tensor max(const Tensor& x, const Axes& axes = {}, const ReduceOptions& options = {});
[[nodiscard]] Tensor min(const Tensor& x, const Axes& axes = {}, const ReduceOptions& options = {});
[[nodiscard]] Tensor amax(const Tensor& x, const Axes& axes = {}, const ReduceOptions& options = {});  ///< max.
[[nodiscard]] Tensor amin(const Tensor& x, const Axes& axes = {}, const ReduceOptions& options = {});  ///< min.
[[nodiscard]] Tensor prod(const Tensor& x, const Axes& axes = {}, const ReduceOptions& options = {});
/// The mean of the squared distance from the mean.
[[nodiscard]] Tensor var(const Tensor& x, const Axes& axes = {}, const ReduceOptions& options = {});
[[nodiscard]] Tensor std(const Tensor& x, const Axes& axes = {}, const ReduceOptions& options = {});
/// Whether one element, or every element, is not 0.
[[nodiscard]] Tensor any(const Tensor& x, const Axes& axes = {}, const ReduceOptions& options = {});
[[nodiscard]] Tensor all(const Tensor& x, const Axes& axes = {}, const ReduceOptions& options = {});
/// The place (int32) of the greatest or least element along an axis, the first of equals; over all elements without
/// one.
[[nodiscard]] Tensor argmax(const Tensor& x, std::optional<Int> axis = {}, const ReduceOptions& options = {});
[[nodiscard]] Tensor argmin(const Tensor& x, std::optional<Int> axis = {}, const ReduceOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../backend/cuda/reduce.hpp"
#include "../tensor/reduce.hpp"
#include "comparisons.hpp"
#include "op.hpp"
#include "reshape.hpp"
#include "sqrt.hpp"
#include "square.hpp"
#include "subtract.hpp"

namespace keratin::ops {

namespace detail {

/// x stretched to `shape`, to which it broadcasts, for what lies on that device.
inline Tensor stretch(const Tensor& x, const Shape& shape, Device device) {
  Tensor y = Tensor::empty(shape, x.dtype(), common_device(x.device(), device));
  map_into(functors::Identity{}, y, x);
  return y;
}

template <class Op>
Tensor symbolic_reduction(const char* name, const Tensor& x, const Axes& axes, const ReduceOptions& options, Op op) {
  return symbolic_op("keras.src.ops.numpy", name, {x}, [=](const Tensors& in) { return op(in[0], axes, options); },
                     {{"axis", axes}, {"keepdims", options.keepdims}});
}

/// scale * sum, with the gradient.
inline Tensor scaled_sum(const Tensor& x, const Flags& flags, bool keepdims, double scale) {
  const Shape left = reduced_shape(x.shape(), flags, keepdims);
  if (scale == 1 && left.size() == x.size()) return reshaped(x, left);  // only axes of size 1 go
  Tensor y = reduce<cpu_backend::SumReducer>(x, flags, keepdims, scale);
  if (is_float(x.dtype()))
    record(y, {&x}, [flags, shape = x.shape(), device = x.device(), scale](const Tensor& dy, InputGradients& dx) {
      const Tensor one = scale == 1 ? dy : map(functors::Multiply{}, dy, Tensor::scalar(scale, dy.dtype()));
      dx.add(0, stretch(one.view(reduced_shape(shape, flags, true)), shape, device));
    });
  return y;
}

struct ShareAmongEqual {
  template <class V>
  V operator()(const V& x, const V& y, const V& share) const {
    return select(x == y, share, V(0));
  }
};
struct IsEqual {
  template <class V>
  V operator()(const V& x, const V& y) const {
    return to_number(x == y);
  }
};
struct Divide {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return a / b;
  }
};
struct OneForZero {
  template <class V>
  V operator()(const V& x) const {
    return select(x == V(0), V(1), x);
  }
};
/// The product of all other elements, from the product of those that are not 0 and the number of zeros.
struct ProductOfOthers {
  template <class V>
  V operator()(const V& x, const V& product, const V& zeros, const V& dy) const {
    const V others = select(x == V(0), select(zeros == V(1), product, V(0)), select(zeros == V(0), product / x, V(0)));
    return dy * others;
  }
};

/// max or min: elements that equal the result share its gradient.
template <class Reducer>
Tensor extreme(const char* where, const Tensor& x, const Axes& axes, const ReduceOptions& options) {
  const auto flags = axes.flags(x.shape().rank(), where);
  require<shape_error>(x.size() > 0 || reduced_shape(x.shape(), flags, false).size() == 0, where,
                       ": expected at least one element; got shape ", x.shape(), ".");
  Tensor y = reduce<Reducer>(x, flags, options.keepdims);
  if (is_float(x.dtype()))
    record(y, {&x}, [x, flags, out = detach(y)](const Tensor& dy, InputGradients& dx) {
      const Shape kept = reduced_shape(x.shape(), flags, true);
      const Tensor top = out.view(kept);
      const Tensor count = reduce<cpu_backend::SumReducer>(map(IsEqual{}, x, top), flags, true);
      dx.add(0, map(ShareAmongEqual{}, x, top, map(Divide{}, dy.view(kept), count)));
    });
  return y;
}

using ArgKernels = std::array<cpu_backend::ArgKernel, 7>;  // by dtype
template <bool Greatest>
inline constexpr ArgKernels arg_kernels = {cpu_backend::arg_kernel<Greatest, float>(),
                                           cpu_backend::arg_kernel<Greatest, double>(),
                                           cpu_backend::ArgKernel{},
                                           cpu_backend::arg_kernel<Greatest, std::int32_t>(),
                                           cpu_backend::arg_kernel<Greatest, std::int64_t>(),
                                           cpu_backend::arg_kernel<Greatest, std::uint8_t>(),
                                           cpu_backend::arg_kernel<Greatest, std::uint8_t>()};

inline Tensor arg_extreme(const ArgKernels& kernels, const char* where, const Tensor& x, std::optional<Int> axis,
                          const ReduceOptions& options) {
  const std::size_t a = axis ? x.shape().axis(*axis, where) : 0;
  const Shape& s = x.shape();
  const index_t outer = axis ? s.product(0, a) : 1, n = axis ? s[a] : s.size(),
                inner = axis ? s.product(a + 1, s.rank()) : 1;
  Flags flags{};
  for (std::size_t i = 0; i < s.rank(); ++i) flags[i] = !axis || i == a;
  require<shape_error>(n > 0 || outer * inner == 0, where, ": expected at least one element; got shape ", s, ".");
  Tensor y = Tensor::empty(reduced_shape(s, flags, options.keepdims), int32, x.device());
  if (on_meta(y)) return y;
  if constexpr (with_cuda) {
    if (on_cuda(y)) {
      const DeviceData in(x, y.device());
      cuda_backend::arg_reduce(y.device().index(), &kernels == &arg_kernels<true>, x.dtype(), outer, n, inner,
                               static_cast<std::int32_t*>(device_output(y)), in.get());
      return y;
    }
  }
  cpu_backend::arg_reduce(kernels[static_cast<std::size_t>(x.dtype())], outer, n, inner, size_of(x.dtype()),
                          y.data<std::int32_t>(), x.data<const void>());
  return y;
}

}  // namespace detail

KERATIN_INLINE Tensor sum(const Tensor& x, const Axes& axes, const ReduceOptions& options) {
  if (x.symbolic()) return detail::symbolic_reduction("Sum", x, axes, options, sum);
  const bool narrow = x.dtype() == bool_ || x.dtype() == uint8;
  return detail::scaled_sum(narrow ? x.cast(int32) : x, axes.flags(x.shape().rank(), "sum"), options.keepdims, 1);
}

KERATIN_INLINE Tensor mean(const Tensor& x, const Axes& axes, const ReduceOptions& options) {
  if (x.symbolic()) return detail::symbolic_reduction("Mean", x, axes, options, mean);
  const auto flags = axes.flags(x.shape().rank(), "mean");
  const Shape kept = reduced_shape(x.shape(), flags, true);
  const double count = static_cast<double>(x.size()) / static_cast<double>(std::max<index_t>(kept.size(), 1));
  return detail::scaled_sum(detail::as_float(x), flags, options.keepdims, 1 / count);
}

KERATIN_INLINE Tensor max(const Tensor& x, const Axes& axes, const ReduceOptions& options) {
  if (x.symbolic()) return detail::symbolic_reduction("Max", x, axes, options, max);
  return detail::extreme<cpu_backend::MaxReducer>("max", x, axes, options);
}
KERATIN_INLINE Tensor min(const Tensor& x, const Axes& axes, const ReduceOptions& options) {
  if (x.symbolic()) return detail::symbolic_reduction("Min", x, axes, options, min);
  return detail::extreme<cpu_backend::MinReducer>("min", x, axes, options);
}

KERATIN_INLINE Tensor amax(const Tensor& x, const Axes& axes, const ReduceOptions& options) {
  if (x.symbolic()) return detail::symbolic_reduction("Amax", x, axes, options, amax);
  return max(x, axes, options);
}
KERATIN_INLINE Tensor amin(const Tensor& x, const Axes& axes, const ReduceOptions& options) {
  if (x.symbolic()) return detail::symbolic_reduction("Amin", x, axes, options, amin);
  return min(x, axes, options);
}

KERATIN_INLINE Tensor prod(const Tensor& x, const Axes& axes, const ReduceOptions& options) {
  if (x.symbolic()) return detail::symbolic_reduction("Prod", x, axes, options, prod);
  const auto flags = axes.flags(x.shape().rank(), "prod");
  const bool narrow = x.dtype() == bool_ || x.dtype() == uint8;
  const Tensor in = narrow ? x.cast(int32) : x;
  Tensor y = reduce<cpu_backend::ProductReducer>(in, flags, options.keepdims);
  if (is_float(x.dtype()))
    record(y, {&x}, [x, flags](const Tensor& dy, InputGradients& dx) {
      const Shape kept = reduced_shape(x.shape(), flags, true);
      const Tensor product = reduce<cpu_backend::ProductReducer>(map(detail::OneForZero{}, x), flags, true);
      const Tensor zeros =
          reduce<cpu_backend::SumReducer>(map(detail::IsEqual{}, x, Tensor::scalar(0, x.dtype())), flags, true);
      dx.add(0, map(detail::ProductOfOthers{}, x, product, zeros, dy.view(kept)));
    });
  return y;
}

KERATIN_INLINE Tensor var(const Tensor& x, const Axes& axes, const ReduceOptions& options) {
  if (x.symbolic()) return detail::symbolic_reduction("Var", x, axes, options, var);
  const Tensor distance = subtract(x, mean(x, axes, {.keepdims = true}));
  return mean(square(distance), axes, options);
}
KERATIN_INLINE Tensor std(const Tensor& x, const Axes& axes, const ReduceOptions& options) {
  if (x.symbolic()) return detail::symbolic_reduction("Std", x, axes, options, std);
  return sqrt(var(x, axes, options));
}

KERATIN_INLINE Tensor any(const Tensor& x, const Axes& axes, const ReduceOptions& options) {
  if (x.symbolic()) return detail::symbolic_reduction("Any", x, axes, options, any);
  const Tensor yes = not_equal(x, Tensor::scalar(0, x.dtype()));
  return reduce<cpu_backend::MaxReducer>(yes, axes.flags(x.shape().rank(), "any"), options.keepdims);
}
KERATIN_INLINE Tensor all(const Tensor& x, const Axes& axes, const ReduceOptions& options) {
  if (x.symbolic()) return detail::symbolic_reduction("All", x, axes, options, all);
  const Tensor no = equal(x, Tensor::scalar(0, x.dtype()));
  const Tensor some = reduce<cpu_backend::MaxReducer>(no, axes.flags(x.shape().rank(), "all"), options.keepdims);
  return equal(some, Tensor::scalar(0, bool_));
}

KERATIN_INLINE Tensor argmax(const Tensor& x, std::optional<Int> axis, const ReduceOptions& options) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Argmax", {x},
                       [=](const Tensors& in) { return argmax(in[0], axis, options); },
                       {{"axis", axis}, {"keepdims", options.keepdims}});
  return detail::arg_extreme(detail::arg_kernels<true>, "argmax", x, axis, options);
}
KERATIN_INLINE Tensor argmin(const Tensor& x, std::optional<Int> axis, const ReduceOptions& options) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Argmin", {x},
                       [=](const Tensors& in) { return argmin(in[0], axis, options); },
                       {{"axis", axis}, {"keepdims", options.keepdims}});
  return detail::arg_extreme(detail::arg_kernels<false>, "argmin", x, axis, options);
}

}  // namespace keratin::ops
#endif
