// ops/relu.hpp.
#include <keratin/ops/relu.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("relu: values, gradients, shapes") {
  check_op("relu", ops::relu, unary_shapes());
  check_golden("relu", ops::relu);
}

TEST_CASE("relu of infinities, zeros and NaN is Keras's") { check_golden_values("relu_special", ops::relu); }
