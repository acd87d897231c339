// make_circles: points on two circles, one in the other: two classes that no line parts.
//   auto [x, y] = datasets::make_circles({.n_samples = 5000, .noise = 0.05, .factor = 0.3});
#pragma once
#include <optional>

#include "split.hpp"

namespace keratin::datasets {

struct MakeCirclesOptions {
  KERATIN_OPTIONS;
  Int n_samples = 100;                   ///< In all; of an odd number the inner circle has one more.
  Flag shuffle = true;                   ///< Else the outer circle comes first.
  std::optional<Real> noise = {};        ///< The standard deviation of what is added to both coordinates.
  std::optional<Int> random_state = {};  ///< The same number, the same points.
  Real factor = 0.8;                     ///< The inner circle's radius, from 0 to below 1; the outer one's is 1.
};

/// x: float32 (n, 2), y: int64 (n), 0 for the outer circle and 1 for the inner one (sklearn.datasets.make_circles).
/// Throws value_error for options out of range.
[[nodiscard]] Arrays make_circles(const MakeCirclesOptions& options = {});

}  // namespace keratin::datasets

#if KERATIN_DEFINE(datasets)
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "../core/random.hpp"

namespace keratin::datasets {

namespace detail {

/// One circle's points, evenly placed, written to x.
inline float* draw_circle(index_t n, double radius, float* x) {
  for (index_t i = 0; i < n; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n);
    *x++ = static_cast<float>(radius * std::cos(angle));
    *x++ = static_cast<float>(radius * std::sin(angle));
  }
  return x;
}

/// A normally distributed number (Box and Muller).
inline double draw_normal(philox::Stream& stream) {
  const double u = (stream() + 1.0) * 0x1p-32, v = stream() * 0x1p-32;
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
}

}  // namespace detail

KERATIN_INLINE Arrays make_circles(const MakeCirclesOptions& options) {
  const index_t n = options.n_samples, outer = n / 2;
  require(n > 0, "make_circles: expected n_samples above 0; got ", n, ".");
  require(options.factor >= 0 && options.factor < 1, "make_circles: expected a factor from 0 to below 1; got ",
          options.factor, ".");
  require(!options.noise || *options.noise >= 0, "make_circles: expected noise of at least 0; got ",
          options.noise.value_or(0), ".");
  Arrays ordered{Tensor::empty({n, 2}), zeros({n}, int64)};
  detail::draw_circle(n - outer, options.factor, detail::draw_circle(outer, 1, ordered.x.data<float>()));
  std::fill(ordered.y.data<std::int64_t>() + outer, ordered.y.data<std::int64_t>() + n, 1);

  philox::Stream stream(options.random_state ? RandomKey{static_cast<std::uint64_t>(options.random_state->value), 0}
                                             : next_random_key());
  std::vector<index_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  if (options.shuffle)
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[stream.below(i)]);
  Arrays points{Tensor::empty({n, 2}), Tensor::empty({n}, int64)};
  for (index_t i = 0; i < n; ++i) {
    const index_t from = order[static_cast<std::size_t>(i)];
    for (index_t k = 0; k < 2; ++k) points.x.data<float>()[2 * i + k] = ordered.x.data<float>()[2 * from + k];
    points.y.data<std::int64_t>()[i] = ordered.y.data<std::int64_t>()[from];
  }
  if (options.noise)
    for (float& v : points.x.span<float>()) v += static_cast<float>(*options.noise * detail::draw_normal(stream));
  return points;
}

}  // namespace keratin::datasets
#endif
