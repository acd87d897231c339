// Normally distributed numbers in the shape and dtype of a layer's input: for GaussianNoise and GaussianDropout.
#pragma once
#include "seed_sequence.hpp"

#if KERATIN_DEFINE(layers)
#include "../backend/cpu/random.hpp"
#include "../tensor/pointwise.hpp"

namespace keratin::layers {

inline Tensor normal_noise(const Tensor& x, double mean, double stddev, RandomKey key) {
  Tensor noise = Tensor::empty(x.shape(), x.dtype(), x.device());
  if (!on_meta(x))
    visit_float(x.dtype(), "noise", [&](auto zero) {
      using T = decltype(zero);
      cpu_backend::random_normal<T>(key, x.size(), static_cast<T>(mean), static_cast<T>(stddev), false,
                                    noise.data<T>());
    });
  return noise;
}

}  // namespace keratin::layers
#endif
