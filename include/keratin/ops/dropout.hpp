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
#include "op.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor dropout(const Tensor& x, Real rate, RandomKey key) {
  require(rate >= 0 && rate <= 1, "dropout: expected a rate from 0 to 1; got ", rate, ".");
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device()), keep = Tensor::empty(x.shape(), uint8, x.device());
  if (!on_meta(y))
    visit_float(x.dtype(), "dropout", [&](auto zero) {
      using T = decltype(zero);
      cpu_backend::dropout<T>(key, x.size(), static_cast<T>(rate.value), y.data<T>(), keep.data<std::uint8_t>(),
                              x.data<T>());
    });
  record(y, {&x}, [keep, scale = rate < 1 ? 1 / (1 - rate.value) : 0.0](const Tensor& dy, InputGradients& dx) {
    Tensor d = Tensor::empty(dy.shape(), dy.dtype(), dy.device());
    visit_float(dy.dtype(), "dropout", [&](auto zero) {
      using T = decltype(zero);
      cpu_backend::keep_scaled<T>(dy.size(), static_cast<T>(scale), d.data<T>(), keep.data<std::uint8_t>(),
                                  dy.data<T>());
    });
    dx.add(0, d);
  });
  return y;
}

}  // namespace keratin::ops
#endif
