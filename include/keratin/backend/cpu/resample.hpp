// Resampling along one axis: each output is a weighted sum of a few inputs next to each other. Images are resized by
// one pass for the rows and one for the columns.
#pragma once
#include <algorithm>
#include <string_view>
#include <vector>

#include "normalization.hpp"

namespace keratin::cpu_backend {

/// Of which inputs, with which weights, each output is made: output i of inputs first[i] to first[i] + (start[i + 1] -
/// start[i]), whose weights begin at weights[start[i]].
struct Taps {
  index_t inputs = 0;
  std::vector<index_t> first, start = {0};
  std::vector<double> weights;
  index_t outputs() const { return static_cast<index_t>(first.size()); }
  /// The next output's.
  void add(index_t from, const std::vector<double>& values) {
    first.push_back(from);
    weights.insert(weights.end(), values.begin(), values.end());
    start.push_back(static_cast<index_t>(weights.size()));
  }
};
/// From each input to the outputs that it is part of: the gradient's. Outputs must be in order.
Taps transposed(const Taps& taps);
/// As TensorFlow resizes n pixels to `outputs`, by "nearest", "bilinear", "bicubic", "area", "lanczos3" or "lanczos5".
/// With `antialias` all pixels that an output lies over count, where the image becomes smaller.
Taps resizing_taps(std::string_view interpolation, bool antialias, index_t n, index_t outputs);

/// y[o, i, :] = Σ_k weight x[o, first + k, :] for arrays (outer, inputs or outputs, inner).
template <class T>
void resample(const Taps& taps, index_t outer, index_t inner, T* y, const T* x) {
  const index_t n = taps.outputs();
  const index_t work = inner * (static_cast<index_t>(taps.weights.size()) / std::max<index_t>(n, 1) + 1);
  detail::for_pieces<T>(outer * n, detail::grain_of(work), [&]<class V>(index_t row) {
    const auto i = static_cast<std::size_t>(row % n);
    const T* const from = x + (row / n * taps.inputs + taps.first[i]) * inner;
    const double* const weights = taps.weights.data() + taps.start[i];
    const index_t count = taps.start[i + 1] - taps.start[i];
    T* const to = y + row * inner;
    index_t j = 0;
    for (; j + V::width <= inner; j += V::width) {
      V sum(0);
      for (index_t k = 0; k < count; ++k) sum += V::load(from + k * inner + j) * V(static_cast<T>(weights[k]));
      sum.store(to + j);
    }
    for (; j < inner; ++j) {
      T sum = 0;
      for (index_t k = 0; k < count; ++k) sum += from[k * inner + j] * static_cast<T>(weights[k]);
      to[j] = sum;
    }
  });
}

}  // namespace keratin::cpu_backend

#if KERATIN_DEFINE(backend)
#include <cmath>
#include <limits>

namespace keratin::cpu_backend {

KERATIN_INLINE Taps transposed(const Taps& taps) {
  Taps back;
  back.inputs = taps.outputs();
  index_t begin = 0;
  for (index_t i = 0; i < taps.inputs; ++i) {
    const auto covers = [&](index_t o) {
      const auto at = static_cast<std::size_t>(o);
      return taps.first[at] <= i && i < taps.first[at] + taps.start[at + 1] - taps.start[at];
    };
    while (begin < back.inputs && !covers(begin) && taps.first[static_cast<std::size_t>(begin)] <= i) ++begin;
    std::vector<double> weights;
    for (index_t o = begin; o < back.inputs && taps.first[static_cast<std::size_t>(o)] <= i; ++o) {
      const auto at = static_cast<std::size_t>(o);
      weights.push_back(covers(o) ? taps.weights[static_cast<std::size_t>(taps.start[at] + i - taps.first[at])] : 0.0);
    }
    back.add(weights.empty() ? 0 : begin, weights);
  }
  return back;
}

namespace detail {

/// The places and weights of TensorFlow, which computes them in float.
struct Resizing {
  index_t n, outputs;
  float scale() const { return static_cast<float>(n) / static_cast<float>(outputs); }
  float center(index_t i) const { return (static_cast<float>(i) + 0.5f) * scale(); }
  index_t inside(index_t i) const { return std::clamp<index_t>(i, 0, n - 1); }

  void nearest(index_t i, Taps& taps) const { taps.add(inside(static_cast<index_t>(std::floor(center(i)))), {1}); }
  void bilinear(index_t i, Taps& taps) const {
    const float at = center(i) - 0.5f, below = std::floor(at);
    const index_t low = inside(static_cast<index_t>(below)), high = inside(static_cast<index_t>(std::ceil(at)));
    const float part = at - below;
    high > low ? taps.add(low, {1.0 - static_cast<double>(part), static_cast<double>(part)}) : taps.add(low, {1});
  }
  /// Keys's cubic with a = -0.5, from a table of 1024 steps, as TensorFlow's is; what lies outside has no weight.
  void bicubic(index_t i, Taps& taps) const {
    const float at = center(i) - 0.5f, below = std::floor(at);
    const double part = static_cast<double>(std::lrint((at - below) * 1024)) / 1024;
    const auto first = static_cast<index_t>(below) - 1;
    std::vector<double> weights;
    for (index_t k = 0; k < 4; ++k)
      if (first + k == inside(first + k)) weights.push_back(cubic(std::abs(static_cast<double>(k - 1) - part)));
    add_normalized(taps, inside(first), weights);
  }
  void area(index_t i, Taps& taps) const {
    const float begin = static_cast<float>(i) * scale(), end = static_cast<float>(i + 1) * scale();
    const auto first = static_cast<index_t>(std::floor(begin)), last = static_cast<index_t>(std::ceil(end));
    std::vector<double> weights;
    for (index_t k = first; k < std::min(last, n); ++k)
      weights.push_back(std::min<double>(static_cast<double>(k + 1), static_cast<double>(end)) -
                        std::max<double>(static_cast<double>(k), static_cast<double>(begin)));
    add_normalized(taps, inside(first), weights);
  }
  /// All pixels within the radius of a kernel, which is as wide as an output pixel where that is larger.
  template <class Kernel>
  void spread(index_t i, float radius, bool antialias, const Kernel& kernel, Taps& taps) const {
    const float wide = antialias ? std::max(scale(), 1.0f) : 1.0f, at = center(i);
    const index_t first = inside(static_cast<index_t>(std::ceil(at - radius * wide - 0.5f))),
                  last = inside(static_cast<index_t>(std::floor(at + radius * wide - 0.5f)));
    std::vector<double> weights;
    for (index_t k = first; k <= last; ++k)
      weights.push_back(kernel(std::abs(static_cast<double>((static_cast<float>(k) + 0.5f - at) / wide))));
    add_normalized(taps, first, weights);
  }

  static double cubic(double x) {
    if (x >= 2) return 0;
    return x >= 1 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : (1.5 * x - 2.5) * x * x + 1;
  }
  static void add_normalized(Taps& taps, index_t first, std::vector<double> weights) {
    double total = 0;
    for (const double w : weights) total += w;
    if (std::abs(total) >= 1000.0 * static_cast<double>(std::numeric_limits<float>::min()))
      for (double& w : weights) w /= total;
    taps.add(first, weights);
  }
};

}  // namespace detail

KERATIN_INLINE Taps resizing_taps(std::string_view interpolation, bool antialias, index_t n, index_t outputs) {
  const detail::Resizing r{n, outputs};
  Taps taps;
  taps.inputs = n;
  for (index_t i = 0; i < outputs; ++i) {
    if (interpolation == "nearest") {
      r.nearest(i, taps);
    } else if (interpolation == "area") {
      r.area(i, taps);
    } else if (interpolation == "bilinear") {
      const auto triangle = [](double x) { return std::max(1 - x, 0.0); };
      antialias ? r.spread(i, 1, true, triangle, taps) : r.bilinear(i, taps);
    } else if (interpolation == "bicubic") {
      antialias ? r.spread(i, 2, true, detail::Resizing::cubic, taps) : r.bicubic(i, taps);
    } else {
      const double radius = interpolation == "lanczos3" ? 3 : 5;
      const auto lanczos = [radius](double x) {
        constexpr double pi = 3.14159265358979323846;
        if (x > radius) return 0.0;
        return x <= 1e-3 ? 1.0 : radius * std::sin(pi * x) * std::sin(pi * x / radius) / (pi * pi * x * x);
      };
      r.spread(i, static_cast<float>(radius), antialias, lanczos, taps);
    }
  }
  return taps;
}

}  // namespace keratin::cpu_backend
#endif
