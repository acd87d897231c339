// ops/square.hpp.
#include <keratin/ops/square.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("square: values, gradients, shapes") {
  check_op("square", ops::square, unary_shapes());
  check_golden("square", ops::square);
}

TEST_CASE("square of infinities, zeros and NaN is Keras's") { check_golden_values("square_special", ops::square); }
