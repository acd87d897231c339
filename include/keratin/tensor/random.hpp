// Tensors filled with random numbers, on the device that they lie on.
#pragma once
#include "../core/random.hpp"
#include "device_data.hpp"

namespace keratin {

/// Uniform in [low, high).
void fill_uniform(const Tensor& x, RandomKey key, double low, double high);
/// Normal; values further than two standard deviations off are drawn again if `truncated`.
void fill_normal(const Tensor& x, RandomKey key, double mean, double stddev, bool truncated);

}  // namespace keratin

#if KERATIN_DEFINE(tensor)
#include "../backend/cpu/random.hpp"
#include "../backend/cuda/random.hpp"

namespace keratin {

KERATIN_INLINE void fill_uniform(const Tensor& x, RandomKey key, double low, double high) {
  if (x.device() == Device::meta()) return;
  if constexpr (with_cuda) {
    if (on_cuda(x))
      return cuda_backend::random_uniform(x.device().index(), x.dtype(), key, x.size(), low, high, device_output(x));
  }
  visit_float(x.dtype(), "random", [&](auto zero) {
    using T = decltype(zero);
    cpu_backend::random_uniform<T>(key, x.size(), static_cast<T>(low), static_cast<T>(high), x.data<T>());
  });
}

KERATIN_INLINE void fill_normal(const Tensor& x, RandomKey key, double mean, double stddev, bool truncated) {
  if (x.device() == Device::meta()) return;
  if constexpr (with_cuda) {
    if (on_cuda(x))
      return cuda_backend::random_normal(x.device().index(), x.dtype(), key, x.size(), mean, stddev, truncated,
                                         device_output(x));
  }
  visit_float(x.dtype(), "random", [&](auto zero) {
    using T = decltype(zero);
    cpu_backend::random_normal<T>(key, x.size(), static_cast<T>(mean), static_cast<T>(stddev), truncated, x.data<T>());
  });
}

}  // namespace keratin
#endif
