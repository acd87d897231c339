// ops/divide.hpp.
#include <keratin/ops/divide.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("divide: values, gradients, broadcasting") {
  check_op("divide", ops::divide, broadcast_shapes(), {.low = 0.5, .high = 3});
  check_golden("divide", ops::divide);
  check_golden("divide_int", ops::divide, {.differentiable = false});
}

TEST_CASE("divide of infinities, zeros and NaN is Keras's") { check_golden_values("divide_special", ops::divide); }

TEST_CASE("divide refuses shapes that do not broadcast") {
  CHECK_THROWS_AS(ops::divide(zeros({2, 3}), zeros({2})), shape_error);
}
