// Images seen through a projective map: each output pixel reads where the map sends it. As TensorFlow's
// ImageProjectiveTransformV3, of which Keras's affine_transform is made.
#pragma once
#include <algorithm>
#include <cmath>

#include "normalization.hpp"

namespace keratin::cpu_backend {

enum class FillMode { constant, nearest, reflect, wrap };

struct AffinePlan {
  index_t batch, height, width, channels;
  const float* maps;  ///< Of each image eight numbers: (x, y) reads ((a x + b y + c) / k, (d x + e y + f) / k) with
                      ///< k = g x + h y + 1.
  bool one_map;       ///< Whether all images have the same.
  bool bilinear;
  FillMode mode;
};

namespace detail {

/// A place on an axis of n pixels, for one that may lie outside.
inline float filled_place(float at, index_t n, FillMode mode) {
  const auto length = static_cast<float>(n), last = length - 1;
  if (mode == FillMode::constant) return at;
  if (mode != FillMode::nearest && n > 1 && (at < 0 || at > last)) {
    if (mode == FillMode::reflect) {
      const float period = 2 * length;
      if (at < 0) {
        at += period * std::trunc(-at / period);
        at = at < -length ? at + period : -at - 1;
      } else {
        at -= period * std::trunc(at / period);
        if (at >= length) at = period - at - 1;
      }
    } else {
      at += at < 0 ? length * (std::trunc(-at / last) + 1) : -length * std::trunc(at / last);
    }
  }
  return std::clamp(at, 0.0f, last);
}

/// body(row, column, weight) for the pixels that output (x, y) of an image is made of, weights of 0 left out; row and
/// column may lie outside.
template <class Body>
void affine_reads(const AffinePlan& plan, const float* m, index_t column, index_t row, const Body& body) {
  const auto x = static_cast<float>(column), y = static_cast<float>(row);
  const float k = m[6] * x + m[7] * y + 1;
  if (k == 0) return body(index_t{-1}, index_t{-1}, 1.0f);
  const float u = filled_place((m[0] * x + m[1] * y + m[2]) / k, plan.width, plan.mode),
              v = filled_place((m[3] * x + m[4] * y + m[5]) / k, plan.height, plan.mode);
  // So that places far outside stay in the range of integers.
  const float near_u = std::clamp(u, -2.0f, static_cast<float>(plan.width) + 1),
              near_v = std::clamp(v, -2.0f, static_cast<float>(plan.height) + 1);
  if (!plan.bilinear)
    return body(static_cast<index_t>(std::round(near_v)), static_cast<index_t>(std::round(near_u)), 1.0f);
  const float left = std::floor(near_u), top = std::floor(near_v), right = near_u - left, below = near_v - top;
  for (const index_t i : {0, 1})
    for (const index_t j : {0, 1}) {
      const float weight = (i == 1 ? below : 1 - below) * (j == 1 ? right : 1 - right);
      if (weight != 0) body(static_cast<index_t>(top) + i, static_cast<index_t>(left) + j, weight);
    }
}

inline bool inside(const AffinePlan& plan, index_t row, index_t column) {
  return row >= 0 && row < plan.height && column >= 0 && column < plan.width;
}

}  // namespace detail

/// y = what the pixels read; outside of the image they read `fill`.
template <class T>
void affine_transform(const AffinePlan& plan, T fill, T* y, const T* x) {
  const index_t pixels = plan.width * plan.channels;
  parallel::for_range(plan.batch * plan.height, detail::grain_of(8 * pixels), [&](index_t begin, index_t end) {
    for (index_t r = begin; r < end; ++r) {
      const index_t image = r / plan.height, row = r % plan.height;
      const float* const map = plan.maps + (plan.one_map ? 0 : image * 8);
      for (index_t column = 0; column < plan.width; ++column) {
        T* const to = y + r * pixels + column * plan.channels;
        std::fill(to, to + plan.channels, T(0));
        detail::affine_reads(plan, map, column, row, [&](index_t i, index_t j, float weight) {
          const T w = static_cast<T>(weight);
          const T* const from = x + ((image * plan.height + i) * plan.width + j) * plan.channels;
          const bool within = detail::inside(plan, i, j);
          for (index_t c = 0; c < plan.channels; ++c) to[c] += w * (within ? from[c] : fill);
        });
      }
    }
  });
}

/// dx = the sum over the pixels that read it; a thread for an image.
template <class T>
void affine_gradient(const AffinePlan& plan, T* dx, const T* dy) {
  const index_t pixels = plan.width * plan.channels, size = plan.height * pixels;
  parallel::for_range(plan.batch, detail::grain_of(8 * size), [&](index_t begin, index_t end) {
    std::fill(dx + begin * size, dx + end * size, T(0));
    for (index_t r = begin * plan.height; r < end * plan.height; ++r) {
      const index_t image = r / plan.height;
      const float* const map = plan.maps + (plan.one_map ? 0 : image * 8);
      for (index_t column = 0; column < plan.width; ++column) {
        const T* const from = dy + r * pixels + column * plan.channels;
        detail::affine_reads(plan, map, column, r % plan.height, [&](index_t i, index_t j, float weight) {
          if (!detail::inside(plan, i, j)) return;
          T* const to = dx + ((image * plan.height + i) * plan.width + j) * plan.channels;
          for (index_t c = 0; c < plan.channels; ++c) to[c] += static_cast<T>(weight) * from[c];
        });
      }
    }
  });
}

}  // namespace keratin::cpu_backend
