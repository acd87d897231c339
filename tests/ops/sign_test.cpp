// ops/sign.hpp.
#include <keratin/ops/sign.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("sign: values, gradients, shapes") {
  check_op("sign", ops::sign, unary_shapes());
  check_golden("sign", ops::sign);
}

TEST_CASE("sign of infinities, zeros and NaN is Keras's") { check_golden_values("sign_special", ops::sign); }
