// repeat_pixels(x, factors): each element of sequences, images or volumes several times along each axis, in one pass.
// The gradient is the sum over the copies.
#pragma once
#include <string>

#include "../tensor/per_axis.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::ops::detail {

/// (batch, up to three axes, channels) -> the same with factors[i] times as many elements on axis i + 1; with the
/// channels at axis 1, if data_format says so. For the UpSampling layers.
[[nodiscard]] Tensor repeat_pixels(const Tensor& x, const PerAxis& factors, const std::string& data_format);

}  // namespace keratin::ops::detail

#if KERATIN_DEFINE(ops)
#include "pooling.hpp"

namespace keratin::ops::detail {

KERATIN_INLINE Tensor repeat_pixels(const Tensor& x, const PerAxis& factors, const std::string& data_format) {
  const char* const where = "repeat_pixels";
  const PerAxis each = factors.resolved(spatial_axes(x, where), where, "factors");
  const auto spread = [](const Tensor& in, PoolPlan plan) { return sum_windows(in, std::move(plan), false, true); };
  return pool_along(x, data_format, where, spread, [&](std::size_t i, index_t n) {
    return cpu_backend::strided_windows(cpu_backend::Window::valid(n * each[i], each[i], each[i]));
  });
}

}  // namespace keratin::ops::detail
#endif
