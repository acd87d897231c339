// core/trigonometry.hpp: accuracy in units in the last place, and special values, with every vector width.
#include <keratin/core/trigonometry.hpp>

#include <catch2/catch.hpp>

#include "support/check_math.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

KERATIN_TEST_FUNCTOR(Sin, sin)
KERATIN_TEST_FUNCTOR(Cos, cos)
KERATIN_TEST_FUNCTOR(Tan, tan)
KERATIN_TEST_FUNCTOR(Arcsin, arcsin)
KERATIN_TEST_FUNCTOR(Arccos, arccos)
KERATIN_TEST_FUNCTOR(Arctan, arctan)
KERATIN_TEST_FUNCTOR(Sinh, sinh)
KERATIN_TEST_FUNCTOR(Cosh, cosh)
KERATIN_TEST_FUNCTOR(Arcsinh, arcsinh)
KERATIN_TEST_FUNCTOR(Arccosh, arccosh)
KERATIN_TEST_FUNCTOR(Arctanh, arctanh)

}  // namespace

TEST_CASE("sines and arcs in float32 are right to a few units in the last place") {
  check_ulps<Sin>(std::sin, -10, 10, 2);
  check_ulps<Sin>(std::sin, 1e-30, 8000, 3, true);
  check_ulps<Sin>(std::sin, 8000, 1e30, 3, true);
  check_ulps<Cos>(std::cos, -10, 10, 2);
  check_ulps<Cos>(std::cos, 1e-3, 1e9, 5, true);
  check_ulps<Tan>(std::tan, -10, 10, 4);
  check_ulps<Tan>(std::tan, 1e-30, 1e5, 5, true);
  check_ulps<Arcsin>(std::asin, -1, 1, 4);
  check_ulps<Arccos>(std::acos, -1, 1, 4);
  check_ulps<Arctan>(std::atan, -5, 5, 3);
  check_ulps<Arctan>(std::atan, 1e-30, 1e30, 3, true);
}

TEST_CASE("hyperbolic functions in float32 are right to a few units in the last place") {
  check_ulps<Sinh>(std::sinh, -89, 89, 5);
  check_ulps<Sinh>(std::sinh, 1e-30, 1, 3, true);
  check_ulps<Cosh>(std::cosh, -89, 89, 5);
  check_ulps<Arcsinh>(std::asinh, -5, 5, 4);
  check_ulps<Arcsinh>(std::asinh, 1e-30, 1e30, 4, true);
  check_ulps<Arccosh>(std::acosh, 1, 1e30, 4, true);
  check_ulps<Arctanh>(std::atanh, -0.9999, 0.9999, 4);
}

TEST_CASE("sines, arcs and hyperbolic functions of infinities, zeros and NaN") {
  check_special<Sin>(std::sin);
  check_special<Cos>(std::cos);
  check_special<Tan>(std::tan);
  check_special<Arcsin>(std::asin);
  check_special<Arccos>(std::acos);
  check_special<Arctan>(std::atan);
  check_special<Sinh>(std::sinh);
  check_special<Cosh>(std::cosh);
  check_special<Arcsinh>(std::asinh);
  check_special<Arccosh>(std::acosh);
  check_special<Arctanh>(std::atanh);
}
