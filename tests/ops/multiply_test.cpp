// ops/multiply.hpp.
#include <keratin/ops/multiply.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("multiply: values, gradients, broadcasting") {
  check_op("multiply", ops::multiply, broadcast_shapes());
  check_golden("multiply", ops::multiply);
  check_golden("multiply_int", ops::multiply, {.differentiable = false});
}

TEST_CASE("multiply of infinities, zeros and NaN is Keras's") {
  check_golden_values("multiply_special", ops::multiply);
}

TEST_CASE("multiply refuses shapes that do not broadcast") {
  CHECK_THROWS_AS(ops::multiply(zeros({2, 3}), zeros({2})), shape_error);
}
