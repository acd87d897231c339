// ops/tanh.hpp.
#include <keratin/ops/tanh.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("tanh: values, gradients, shapes") {
  check_op("tanh", ops::tanh, unary_shapes());
  check_golden("tanh", ops::tanh);
}

TEST_CASE("tanh of infinities, zeros and NaN is Keras's") { check_golden_values("tanh_special", ops::tanh); }
