// core/math.hpp: accuracy in units in the last place, and special values, with every vector width.
#include <keratin/core/math.hpp>
#include <keratin/tensor/pointwise.hpp>

#include <catch2/catch.hpp>
#include <limits>

#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity(), quiet_nan = std::numeric_limits<double>::quiet_NaN();

#define KERATIN_TEST_FUNCTOR(Name, function) \
  struct Name {                              \
    template <class V>                       \
    V operator()(const V& x) const {         \
      return math::function(x);              \
    }                                        \
  };
KERATIN_TEST_FUNCTOR(Exp, exp)
KERATIN_TEST_FUNCTOR(Log, log)
KERATIN_TEST_FUNCTOR(Tanh, tanh)
KERATIN_TEST_FUNCTOR(Erf, erf)
KERATIN_TEST_FUNCTOR(Log1p, log1p)
KERATIN_TEST_FUNCTOR(Expm1, expm1)
KERATIN_TEST_FUNCTOR(Sigmoid, sigmoid)
KERATIN_TEST_FUNCTOR(Sqrt, sqrt)
KERATIN_TEST_FUNCTOR(Sin, sin)
KERATIN_TEST_FUNCTOR(Floor, floor)
KERATIN_TEST_FUNCTOR(Nearbyint, nearbyint)
KERATIN_TEST_FUNCTOR(Abs, abs)
KERATIN_TEST_FUNCTOR(Sign, sign)
#undef KERATIN_TEST_FUNCTOR

double reference_sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// The distance of two floats in steps between neighbouring floats.
double ulps(float got, double want) {
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

}  // namespace

TEST_CASE("exp, log, tanh, erf, log1p, sigmoid in float32 are right to a few units in the last place") {
  check_ulps<Exp>(std::exp, -87, 88.7, 2);
  check_ulps<Exp>(std::exp, -0.01, 0.01, 1);
  check_ulps<Log>(std::log, 1e-38, 3e38, 2, true);
  check_ulps<Log>(std::log, 0.5, 2, 2);
  check_ulps<Log>(std::log, 1e-45, 1e-38, 2, true);
  check_ulps<Tanh>(std::tanh, -12, 12, 3);
  check_ulps<Tanh>(std::tanh, 1e-30, 1, 3, true);
  check_ulps<Erf>(std::erf, -5, 5, 8);
  check_ulps<Erf>(std::erf, 1e-30, 1, 8, true);
  check_ulps<Log1p>(std::log1p, -0.99, 100, 4);
  check_ulps<Log1p>(std::log1p, 1e-30, 1e30, 4, true);
  check_ulps<Sigmoid>(reference_sigmoid, -80, 80, 4);
}

TEST_CASE("functions of the C library and of the processor are exact") {
  check_ulps<Sqrt>(std::sqrt, 1e-38, 3e38, 0.5, true);
  check_ulps<Sin>(std::sin, -10, 10, 1);
  check_ulps<Expm1>(std::expm1, -5, 5, 1);
  check_ulps<Floor>(std::floor, -5, 5, 0);
  check_ulps<Nearbyint>(std::nearbyint, -5, 5, 0);
}

TEST_CASE("infinities, zeros, subnormal numbers and NaN") {
  check_special<Exp>(std::exp);
  check_special<Log>(std::log);
  check_special<Tanh>(std::tanh);
  check_special<Erf>(std::erf);
  check_special<Log1p>(std::log1p);
  check_special<Sqrt>(std::sqrt);
  check_special<Abs>(std::abs);
  check_special<Floor>(std::floor);
  const auto at = [](auto f, double x) { return map(f, Tensor::scalar(x)).template item<double>(); };
  CHECK(at(Sigmoid{}, inf) == 1);
  CHECK(at(Sigmoid{}, -inf) == 0);
  CHECK(std::isnan(at(Sigmoid{}, quiet_nan)));
  CHECK(std::isnan(at(Sign{}, quiet_nan)));
  CHECK_FALSE(std::signbit(at(Abs{}, -0.0)));
  CHECK(at(Sign{}, -3.0) == -1);
}
