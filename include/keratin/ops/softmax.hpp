// softmax(x)_i = e^x_i / Σ_k e^x_k along an axis.   dx = y (dy - Σ dy y).
// log_softmax(x) = x - log Σ_k e^x_k.   dx = dy - softmax(x) Σ dy.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// Positive numbers that sum to 1 along `axis` (keras.ops.softmax).
[[nodiscard]] Tensor softmax(const Tensor& x, Int axis = -1);
/// Its logarithm, exact where softmax is tiny (keras.ops.log_softmax).
[[nodiscard]] Tensor log_softmax(const Tensor& x, Int axis = -1);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../backend/cpu/softmax.hpp"
#include "../backend/cuda/softmax.hpp"
#include "op.hpp"
#include "transpose.hpp"

namespace keratin::ops {

namespace detail {

/// The vjp of softmax, by name: a cross-entropy that meets it goes on to softmax's input by itself.
struct SoftmaxGradient {
  Tensor y;
  void operator()(const Tensor& dy, InputGradients& dx) const {
    const index_t n = y.shape().back();
    Tensor d = Tensor::empty(y.shape(), y.dtype(), y.device());
    const index_t rows = y.size() / std::max<index_t>(n, 1);
    if constexpr (with_cuda) {
      if (on_cuda(d)) {
        cuda_backend::softmax_gradient(d.device().index(), d.dtype(), rows, n, device_output(d),
                                       DeviceData(y, d.device()).get(), DeviceData(dy, d.device()).get());
        return dx.add(0, d);
      }
    }
    visit_float(y.dtype(), "softmax", [&](auto zero) {
      using T = decltype(zero);
      cpu_backend::softmax_gradient(rows, n, d.data<T>(), y.data<const T>(), dy.data<const T>());
    });
    dx.add(0, d);
  }
};

struct LogSoftmaxGradient {
  template <class V>
  V operator()(const V& y, const V& dy, const V& sum) const {
    return dy - math::exp(y) * sum;
  }
};

/// The order of axes with `axis` and the last swapped, which undoes itself.
inline Shape swap_with_last(const Shape& shape, std::size_t axis) {
  Shape order;
  for (std::size_t i = 0; i < shape.rank(); ++i) order.push_back(static_cast<index_t>(i));
  std::swap(order[static_cast<index_t>(axis)], order[static_cast<index_t>(shape.rank()) - 1]);
  return order;
}

/// Calls op(x), which works along the last axis, along another one.
template <class Op>
Tensor along_axis(const Tensor& x, index_t axis, const char* where, Op op) {
  const std::size_t a = x.shape().axis(axis, where);
  if (a + 1 == x.shape().rank()) return op(x);
  const Shape order = swap_with_last(x.shape(), a);
  return transpose(op(transpose(x, order)), order);
}

inline void run_softmax(const Tensor& y, const Tensor& x, index_t rows, index_t n) {
  if (on_meta(y)) return;
  if constexpr (with_cuda)
    if (on_cuda(y))
      return cuda_backend::softmax(y.device().index(), y.dtype(), rows, n, device_output(y),
                                   DeviceData(x, y.device()).get());
  visit_float(x.dtype(), "softmax", [&](auto zero) {
    using T = decltype(zero);
    cpu_backend::softmax(rows, n, y.data<T>(), x.data<const T>());
  });
}

inline Tensor softmax_last(const Tensor& x) {
  const index_t n = x.shape().back();
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device());
  run_softmax(y, x, x.size() / std::max<index_t>(n, 1), n);
  record(y, {&x}, SoftmaxGradient{detach(y)});
  return y;
}

inline Tensor log_softmax_last(const Tensor& x) {
  Flags last{};
  last[x.shape().rank() - 1] = true;
  const Tensor top = reduce<cpu_backend::MaxReducer>(x, last, true);
  const Tensor shifted = map(functors::Subtract{}, x, top);
  const Tensor sum = reduce<cpu_backend::SumReducer>(map(functors::Exp{}, shifted), last, true);
  Tensor y = map(functors::Subtract{}, shifted, map(functors::Log{}, sum));
  record(y, {&x}, [out = detach(y), last](const Tensor& dy, InputGradients& dx) {
    dx.add(0, map(LogSoftmaxGradient{}, out, dy, reduce<cpu_backend::SumReducer>(dy, last, true)));
  });
  return y;
}

}  // namespace detail

KERATIN_INLINE Tensor softmax(const Tensor& x, Int axis) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.nn", "Softmax", {x}, [axis](const Tensors& in) { return softmax(in[0], axis); },
                       {{"axis", axis}});
  return detail::along_axis(detail::as_float(x), axis, "softmax", detail::softmax_last);
}

KERATIN_INLINE Tensor log_softmax(const Tensor& x, Int axis) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.nn", "LogSoftmax", {x},
                       [axis](const Tensors& in) { return log_softmax(in[0], axis); }, {{"axis", axis}});
  return detail::along_axis(detail::as_float(x), axis, "log_softmax", detail::log_softmax_last);
}

}  // namespace keratin::ops
#endif
