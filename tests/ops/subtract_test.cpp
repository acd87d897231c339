// ops/subtract.hpp.
#include <keratin/ops/subtract.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("subtract: values, gradients, broadcasting") {
  check_op("subtract", ops::subtract, broadcast_shapes());
  check_golden("subtract", ops::subtract);
  check_golden("subtract_int", ops::subtract, {.differentiable = false});
}

TEST_CASE("subtract of infinities, zeros and NaN is Keras's") {
  check_golden_values("subtract_special", ops::subtract);
}

TEST_CASE("subtract refuses shapes that do not broadcast") {
  CHECK_THROWS_AS(ops::subtract(zeros({2, 3}), zeros({2})), shape_error);
}
