// What the pooling ops share: options, windows of tensors, and sums over windows and their gradients.
#pragma once
#include <string>

#include "../tensor/per_axis.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::ops {

struct PoolOptions {
  KERATIN_OPTIONS;
  PerAxis strides = {};                       ///< How far windows lie apart; by default pool_size.
  std::string padding = "valid";              ///< "same": ceil(n / stride) windows, which may reach over both ends.
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
};

struct AdaptivePoolOptions {
  KERATIN_OPTIONS;
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
};

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../backend/cpu/pool.hpp"
#include "../backend/cuda/pool.hpp"
#include "image_axes.hpp"
#include "op.hpp"

namespace keratin::ops {

namespace detail {

using cpu_backend::PoolPlan;

/// The shape of x: (batch, up to three axes, channels), of which `make(i, size)` gives the windows of the i-th.
template <class Make>
PoolPlan pool_plan(const Shape& shape, const Make& make) {
  const std::size_t spatial = shape.rank() - 2;
  PoolPlan plan;
  plan.batch = shape[0];
  plan.channels = shape.back();
  for (std::size_t i = 0; i < spatial; ++i) plan.axes[3 - spatial + i] = make(i, shape[i + 1]);
  return plan;
}

/// `shape` with the axes between batch and channels as the plan's outputs, or its inputs.
inline Shape pooled_shape(const Shape& shape, const PoolPlan& plan, bool outputs) {
  Shape pooled = shape;
  const std::size_t spatial = shape.rank() - 2;
  for (std::size_t i = 0; i < spatial; ++i) {
    const auto& axis = plan.axes[3 - spatial + i];
    pooled[i + 1] = outputs ? axis.outputs() : axis.inputs();
  }
  return pooled;
}

/// max_pool on the device of y; `places` may be undefined.
inline void pool_max(const PoolPlan& plan, const Tensor& y, const Tensor& places, const Tensor& x) {
  if constexpr (with_cuda) {
    if (on_cuda(y))
      return cuda_backend::max_pool(y.device().index(), y.dtype(), plan, device_output(y), device_output(places),
                                    DeviceData(x, y.device()).get());
  }
  visit_float(x.dtype(), "max_pool", [&](auto zero) {
    using T = decltype(zero);
    cpu_backend::max_pool(plan, y.data<T>(), places.defined() ? places.data<simd::BitsOf<T>>() : nullptr,
                          x.data<const T>());
  });
}
inline void pool_max_gradient(const PoolPlan& plan, const Tensor& dx, const Tensor& dy, const Tensor& places) {
  if constexpr (with_cuda) {
    if (on_cuda(dx))
      return cuda_backend::max_pool_gradient(dx.device().index(), dx.dtype(), plan, device_output(dx),
                                             DeviceData(dy, dx.device()).get(), DeviceData(places, dx.device()).get());
  }
  visit_float(dy.dtype(), "max_pool", [&](auto zero) {
    using T = decltype(zero);
    cpu_backend::max_pool_gradient(plan, dx.data<T>(), dy.data<const T>(), places.data<const simd::BitsOf<T>>());
  });
}
/// sum_pool, or its gradient, on the device of y.
inline void pool_sum(const PoolPlan& plan, bool mean, bool back, const Tensor& y, const Tensor& x) {
  if constexpr (with_cuda) {
    if (on_cuda(y)) {
      const auto run = back ? cuda_backend::sum_pool_gradient : cuda_backend::sum_pool;
      return run(y.device().index(), y.dtype(), plan, mean, device_output(y), DeviceData(x, y.device()).get());
    }
  }
  visit_float(x.dtype(), "average_pool", [&](auto zero) {
    using T = decltype(zero);
    back ? cpu_backend::sum_pool_gradient(plan, mean, y.data<T>(), x.data<const T>())
         : cpu_backend::sum_pool(plan, mean, y.data<T>(), x.data<const T>());
  });
}

/// The greatest of each window. While a tape looks on, where it is.
inline Tensor max_windows(const Tensor& x, PoolPlan plan) {
  Tensor y = Tensor::empty(pooled_shape(x.shape(), plan, true), x.dtype(), x.device());
  if (on_meta(y)) return y;
  const bool followed = tape::recording() && keratin::detail::node_of(x) != nullptr;
  const DType place = x.dtype() == float64 ? DType::int64 : DType::int32;  // as wide: vectors of both go together
  const Tensor places = followed ? Tensor::empty(y.shape(), place, x.device()) : Tensor();
  pool_max(plan, y, places, x);
  record(y, {&x}, [plan = std::move(plan), places, shape = x.shape()](const Tensor& dy, InputGradients& dx) {
    Tensor d = Tensor::empty(shape, dy.dtype(), dy.device());
    pool_max_gradient(plan, d, dy, places);
    dx.add(0, d);
  });
  return y;
}

/// The sum or mean of each window, or (`back`) what its gradient is: each input from the outputs that cover it.
inline Tensor sum_windows(const Tensor& x, PoolPlan plan, bool mean, bool back = false) {
  Tensor y = Tensor::empty(pooled_shape(x.shape(), plan, !back), x.dtype(), x.device());
  if (on_meta(y)) return y;
  pool_sum(plan, mean, back, y, x);
  record(y, {&x}, [plan = std::move(plan), mean, back](const Tensor& dy, InputGradients& dx) {
    dx.add(0, sum_windows(dy, plan, mean, !back));
  });
  return y;
}

/// op(x, windows); integers are pooled as float64, in which all of theirs fit, and stay integers.
template <class Op, class Make>
Tensor pool_along(const Tensor& x, const std::string& data_format, const char* where, const Op& op, const Make& make) {
  return as_channels_last(x, data_format, where, [&](const Tensor& in) {
    PoolPlan plan = pool_plan(in.shape(), make);
    return is_float(in.dtype()) ? op(in, std::move(plan)) : op(in.cast(float64), std::move(plan)).cast(in.dtype());
  });
}

/// op(x, windows) for windows of pool_size.
template <class Op>
Tensor pool(const char* where, const Tensor& x, const PerAxis& pool_size, const PoolOptions& options, const Op& op) {
  const std::size_t axes = spatial_axes(x, where);
  const PerAxis size = pool_size.resolved(axes, where, "pool_size"),
                strides = options.strides.given() ? options.strides.resolved(axes, where, "strides") : size;
  const bool same = is_same_padding(options.padding, where);
  return pool_along(x, options.data_format, where, op, [&](std::size_t i, index_t n) {
    require<shape_error>(n >= (same ? 1 : size[i]), where, ": expected an input that holds a window of pool_size ",
                         size.shape(), "; got ", x.shape(), ".");
    return cpu_backend::strided_windows(same ? cpu_backend::Window::same(n, size[i], strides[i])
                                             : cpu_backend::Window::valid(n, size[i], strides[i]));
  });
}

/// op(x, windows) for output_size windows that cover each axis evenly.
template <class Op>
Tensor adaptive_pool(const char* where, const Tensor& x, const PerAxis& output_size, const AdaptivePoolOptions& options,
                     const Op& op) {
  const PerAxis size = output_size.resolved(spatial_axes(x, where), where, "output_size");
  return pool_along(x, options.data_format, where, op, [&](std::size_t i, index_t n) {
    require<shape_error>(n > 0, where, ": expected an input with elements on each axis; got ", x.shape(), ".");
    return cpu_backend::adaptive_windows(n, size[i]);
  });
}

}  // namespace detail

}  // namespace keratin::ops
#endif
