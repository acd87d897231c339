// dropout(x, rate): each element is 0 with probability `rate`, else x / (1 - rate), so the mean stays.
//   d/dx = 0 or 1 / (1 - rate), as drawn.   Srivastava et al., "Dropout", 2014.
#pragma once
#include "../core/random.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// `key` decides which elements: the same key, the same elements.
[[nodiscard]] Tensor dropout(const Tensor& x, Real rate, RandomKey key);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../backend/cpu/random.hpp"
#include "../backend/cuda/random.hpp"
#include "op.hpp"

namespace keratin::ops {

namespace detail {

/// y = x but for the elements that are dropped; `keep` tells which are not.
inline void drop(const Tensor& y, const Tensor& keep, const Tensor& x, double rate, RandomKey key) {
  if constexpr (with_cuda) {
    if (on_cuda(y))
      return cuda_backend::dropout(y.device().index(), y.dtype(), key, y.size(), rate, device_output(y),
                                   static_cast<std::uint8_t*>(device_output(keep)), DeviceData(x, y.device()).get());
  }
  visit_float(y.dtype(), "dropout", [&](auto zero) {
    using T = decltype(zero);
    cpu_backend::dropout<T>(key, y.size(), static_cast<T>(rate), y.data<T>(), keep.data<std::uint8_t>(),
                            x.data<const T>());
  });
}

/// dx = scale dy for the elements that were kept.
inline Tensor kept_gradient(const Tensor& dy, const Tensor& keep, double scale) {
  Tensor d = Tensor::empty(dy.shape(), dy.dtype(), dy.device());
  if constexpr (with_cuda) {
    if (on_cuda(d)) {
      const DeviceData which(keep, d.device());
      cuda_backend::keep_scaled(d.device().index(), d.dtype(), d.size(), scale, device_output(d),
                                static_cast<const std::uint8_t*>(which.get()), DeviceData(dy, d.device()).get());
      return d;
    }
  }
  visit_float(dy.dtype(), "dropout", [&](auto zero) {
    using T = decltype(zero);
    cpu_backend::keep_scaled<T>(dy.size(), static_cast<T>(scale), d.data<T>(), keep.data<const std::uint8_t>(),
                                dy.data<const T>());
  });
  return d;
}

}  // namespace detail

KERATIN_INLINE Tensor dropout(const Tensor& x, Real rate, RandomKey key) {
  require(rate >= 0 && rate <= 1, "dropout: expected a rate from 0 to 1; got ", rate, ".");
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device()), keep = Tensor::empty(x.shape(), uint8, x.device());
  if (!on_meta(y)) detail::drop(y, keep, x, rate, key);
  record(y, {&x}, [keep, scale = rate < 1 ? 1 / (1 - rate.value) : 0.0](const Tensor& dy, InputGradients& dx) {
    dx.add(0, detail::kept_gradient(dy, keep, scale));
  });
  return y;
}

}  // namespace keratin::ops
#endif
