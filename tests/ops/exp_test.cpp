// ops/exp.hpp.
#include <keratin/ops/exp.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("exp: values, gradients, shapes") {
  check_op("exp", ops::exp, unary_shapes());
  check_golden("exp", ops::exp);
}

TEST_CASE("exp of infinities, zeros and NaN is Keras's") { check_golden_values("exp_special", ops::exp, 2e-6); }
