// ops/abs.hpp.
#include <keratin/ops/abs.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("abs: values, gradients, shapes") {
  check_op("abs", ops::abs, unary_shapes());
  check_golden("abs", ops::abs);
}

TEST_CASE("abs of infinities, zeros and NaN is Keras's") { check_golden_values("abs_special", ops::abs); }
