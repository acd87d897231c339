// Convolutions of the CPU, for float and double, channels last: the convolution, and its gradients by input and kernel.
// How: conv_plan.hpp, conv_blocks.hpp, conv_depthwise.hpp.
#pragma once
#include "conv_plan.hpp"
#include "gemm_task.hpp"

namespace keratin::cpu_backend {

/// y = convolution of x with the kernel, plus bias[filter] (nullptr: none); then `finish`, which is told runs of y as
/// one row each. Every result has the same bits with any number of threads. T is float or double.
template <class T>
void conv(const ConvShape& shape, const T* x, const T* kernel, const T* bias, T* y, const Epilogue& finish = {});

/// dx = the gradient by x, for dy = d(loss)/dy. A transposed convolution is the same: it has bias[channel] and a
/// finish.
template <class T>
void conv_input_gradient(const ConvShape& shape, const T* dy, const T* kernel, const T* bias, T* dx,
                         const Epilogue& finish = {});

/// The gradients by the kernel and by a bias of the filters (nullptr: none). Their bits depend on the number of
/// threads.
template <class T>
void conv_kernel_gradient(const ConvShape& shape, const T* x, const T* dy, T* dkernel, T* dbias = nullptr);

}  // namespace keratin::cpu_backend

#if KERATIN_DEFINE(backend)
#include "conv_blocks.hpp"
#include "conv_depthwise.hpp"

namespace keratin::cpu_backend {

/// Whether vectors run along the channels.
inline bool is_depthwise(const ConvShape& s) { return s.groups == s.channels && s.groups > 1; }

template <class T>
void conv_run(const ConvShape& s, const T* x, const T* kernel, const T* bias, T* y, const Epilogue& finish) {
  if (s.batch * s.outputs() * s.filters == 0) return;
  const ConvAxis axes[3] = {ConvAxis::forward(s.axis[0]), ConvAxis::forward(s.axis[1]), ConvAxis::forward(s.axis[2])};
  if (is_depthwise(s))
    DepthwisePass<T>(s, false, axes, kernel, bias).run(x, y, finish);
  else
    ConvPass<T>(s, false, axes, kernel, bias).run(x, y, finish);
}

template <class T>
void conv_input_gradient_run(const ConvShape& s, const T* dy, const T* kernel, const T* bias, T* dx,
                             const Epilogue& finish) {
  if (s.batch * s.inputs() * s.channels == 0) return;
  bool apart = false;
  const auto run = [&](const auto& pass) {
    apart = apart || !pass.contiguous();
    pass.run(dy, dx, finish);
  };
  for (index_t i = 0; i < std::min(s.axis[0].stride, s.axis[0].in); ++i)
    for (index_t j = 0; j < std::min(s.axis[1].stride, s.axis[1].in); ++j)
      for (index_t k = 0; k < std::min(s.axis[2].stride, s.axis[2].in); ++k) {
        const ConvAxis axes[3] = {ConvAxis::backward(s.axis[0], i), ConvAxis::backward(s.axis[1], j),
                                  ConvAxis::backward(s.axis[2], k)};
        if (is_depthwise(s))
          run(DepthwisePass<T>(s, true, axes, kernel, bias));
        else
          run(ConvPass<T>(s, true, axes, kernel, bias));
      }
  if (!apart || finish.apply == nullptr) return;
  parallel::for_range(s.batch * s.inputs() * s.channels, 16 << 10, [&](index_t begin, index_t end) {
    finish.apply(finish.context, dx + begin, 0, 1, 0, end - begin, end - begin);
  });
}

template <class T>
void conv_kernel_gradient_run(const ConvShape& s, const T* x, const T* dy, T* dkernel, T* dbias) {
  if (s.batch * s.outputs() * s.filters == 0) {
    if (dbias != nullptr) std::fill_n(dbias, s.filters, T(0));
    std::fill_n(dkernel, s.taps() * (s.channels / s.groups) * s.filters, T(0));
    return;
  }
  const ConvAxis axes[3] = {ConvAxis::forward(s.axis[0]), ConvAxis::forward(s.axis[1]), ConvAxis::forward(s.axis[2])};
  if (is_depthwise(s)) return depthwise_kernel_gradient<T>(s, axes, x, dy, dkernel, dbias);
  ConvKernelGradient<T>(s, axes).run(x, dy, dkernel, dbias);
}

#define KERATIN_CONV_OF(T)                                                                                             \
  template <>                                                                                                          \
  KERATIN_INLINE void conv<T>(const ConvShape& shape, const T* x, const T* kernel, const T* bias, T* y,                \
                              const Epilogue& finish) {                                                                \
    conv_run<T>(shape, x, kernel, bias, y, finish);                                                                    \
  }                                                                                                                    \
  template <>                                                                                                          \
  KERATIN_INLINE void conv_input_gradient<T>(const ConvShape& shape, const T* dy, const T* kernel, const T* bias,      \
                                             T* dx, const Epilogue& finish) {                                          \
    conv_input_gradient_run<T>(shape, dy, kernel, bias, dx, finish);                                                   \
  }                                                                                                                    \
  template <>                                                                                                          \
  KERATIN_INLINE void conv_kernel_gradient<T>(const ConvShape& shape, const T* x, const T* dy, T* dkernel, T* dbias) { \
    conv_kernel_gradient_run<T>(shape, x, dy, dkernel, dbias);                                                         \
  }
KERATIN_CONV_OF(float)
KERATIN_CONV_OF(double)
#undef KERATIN_CONV_OF

}  // namespace keratin::cpu_backend
#endif
