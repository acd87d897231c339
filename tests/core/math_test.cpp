// core/math.hpp: accuracy in units in the last place, and special values, with every vector width.
#include <keratin/core/math.hpp>

#include <catch2/catch.hpp>
#include <limits>

#include "support/check_math.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

KERATIN_TEST_FUNCTOR(Exp, exp)
KERATIN_TEST_FUNCTOR(Log, log)
KERATIN_TEST_FUNCTOR(Tanh, tanh)
KERATIN_TEST_FUNCTOR(Erf, erf)
KERATIN_TEST_FUNCTOR(Log1p, log1p)
KERATIN_TEST_FUNCTOR(Expm1, expm1)
KERATIN_TEST_FUNCTOR(Sigmoid, sigmoid)
KERATIN_TEST_FUNCTOR(Sqrt, sqrt)
KERATIN_TEST_FUNCTOR(Floor, floor)
KERATIN_TEST_FUNCTOR(Nearbyint, nearbyint)
KERATIN_TEST_FUNCTOR(Ceil, ceil)
KERATIN_TEST_FUNCTOR(Trunc, trunc)
KERATIN_TEST_FUNCTOR(Softplus, softplus)
KERATIN_TEST_FUNCTOR(Abs, abs)
KERATIN_TEST_FUNCTOR(Sign, sign)

double reference_sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double reference_softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

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
  check_ulps<Softplus>(reference_softplus, -80, 80, 4);
  check_ulps<Expm1>(std::expm1, -20, 88.7, 4);
  check_ulps<Expm1>(std::expm1, -1, 1, 4);
  check_ulps<Expm1>(std::expm1, 1e-30, 1, 4, true);
}

TEST_CASE("functions of the C library and of the processor are exact") {
  check_ulps<Sqrt>(std::sqrt, 1e-38, 3e38, 0.5, true);
  check_ulps<Floor>(std::floor, -5, 5, 0);
  check_ulps<Nearbyint>(std::nearbyint, -5, 5, 0);
  check_ulps<Ceil>(std::ceil, -5, 5, 0);
  check_ulps<Trunc>(std::trunc, -5, 5, 0);
  check_ulps<Floor>(std::floor, 1e5, 1e9, 0, true);
  check_ulps<Nearbyint>(std::nearbyint, 4194303, 4194305, 0);
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
