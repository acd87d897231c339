// Accuracy of functions on vectors, in units in the last place, with every vector width.
//   check_ulps<Sin>(std::sin, -10, 10, 2);   check_special<Sin>(std::sin);
#pragma once
#include <keratin/tensor/pointwise.hpp>

#include <catch2/catch.hpp>
#include <limits>

#include "tensors.hpp"

/// A functor `Name` that calls math::function.
#define KERATIN_TEST_FUNCTOR(Name, function) \
  struct Name {                              \
    template <class V>                       \
    V operator()(const V& x) const {         \
      return math::function(x);              \
    }                                        \
  };

namespace keratin::testing {

inline constexpr double inf = std::numeric_limits<double>::infinity(),
                        quiet_nan = std::numeric_limits<double>::quiet_NaN();

/// The distance of two floats in steps between neighbouring floats.
inline double ulps(float got, double want) {
  const auto nearest = static_cast<float>(want);
  if (got == nearest || (std::isnan(got) && std::isnan(want))) return 0;
  if (!std::isfinite(got) || !std::isfinite(nearest)) return inf;
  const double step = std::nextafter(std::abs(nearest), std::numeric_limits<float>::infinity()) -
                      static_cast<double>(std::abs(nearest));
  return std::abs(got - want) / step;
}

/// Checks F against `reference` on n numbers from low to high, evenly spread or by powers.
template <class F>
void check_ulps(double (*reference)(double), double low, double high, double limit, bool powers = false) {
  const index_t n = 100003;
  Tensor x = Tensor::empty({n});
  for (index_t i = 0; i < n; ++i) {
    const double t = static_cast<double>(i) / static_cast<double>(n - 1);
    x.data<float>()[i] = static_cast<float>(powers ? low * std::pow(high / low, t) : low + (high - low) * t);
  }
  each_level([&] {
    const Tensor y = map(F{}, x), wide = map(F{}, x.cast(float64));
    double worst = 0, at = 0, worst_wide = 0;
    for (index_t i = 0; i < n; ++i) {
      const double v = x.data<float>()[i], e = ulps(y.data<float>()[i], reference(v));
      if (e > worst) worst = e, at = v;
      worst_wide =
          std::max(worst_wide, std::abs(wide.data<double>()[i] - reference(v)) / (std::abs(reference(v)) + 1e-300));
    }
    INFO(worst << " ulp at " << at);
    CHECK(worst <= limit);
    CHECK(worst_wide <= 4e-16);
  });
}

template <class F>
void check_special(double (*reference)(double)) {
  const std::vector<double> numbers = {0.0,   -0.0,   1.0,     -1.0, inf,  -inf,  quiet_nan, 1e-45, -1e-45,
                                       1e-38, 3.4e38, -3.4e38, 88.0, 89.0, -88.0, -104.0,    500.0, -500.0};
  const Tensor x = Tensor::from(numbers, {-1}).cast(float32);
  each_level([&] {
    const Tensor y = map(F{}, x);
    for (index_t i = 0; i < x.size(); ++i) {
      const double v = x.data<float>()[i], want = reference(v);
      INFO("x = " << v << ": " << y.data<float>()[i] << " instead of " << want);
      CHECK(ulps(y.data<float>()[i], want) <= 4);
    }
  });
}

}  // namespace keratin::testing
