// ops/sqrt.hpp.
#include <keratin/ops/sqrt.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("sqrt: values, gradients, shapes") {
  check_op("sqrt", ops::sqrt, unary_shapes(), {.low = 0.1, .high = 10});
  check_golden_values("sqrt", ops::sqrt);
}

TEST_CASE("sqrt of infinities, zeros and NaN is Keras's") { check_golden_values("sqrt_special", ops::sqrt); }
