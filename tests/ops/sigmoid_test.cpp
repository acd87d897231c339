// ops/sigmoid.hpp.
#include <keratin/ops/sigmoid.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("sigmoid: values, gradients, shapes") {
  check_op("sigmoid", ops::sigmoid, unary_shapes());
  check_golden("sigmoid", ops::sigmoid);
}

TEST_CASE("sigmoid of infinities, zeros and NaN is Keras's") { check_golden_values("sigmoid_special", ops::sigmoid); }
