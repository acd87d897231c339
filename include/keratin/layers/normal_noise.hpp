// Normally distributed numbers in the shape and dtype of a layer's input: for GaussianNoise and GaussianDropout.
#pragma once
#include "seed_sequence.hpp"

#if KERATIN_DEFINE(layers)
#include "../tensor/random.hpp"

namespace keratin::layers {

inline Tensor normal_noise(const Tensor& x, double mean, double stddev, RandomKey key) {
  Tensor noise = Tensor::empty(x.shape(), x.dtype(), x.device());
  fill_normal(noise, key, mean, stddev, false);
  return noise;
}

}  // namespace keratin::layers
#endif
