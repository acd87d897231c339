// ops/negative.hpp.
#include <keratin/ops/negative.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("negative: values, gradients, shapes") {
  check_op("negative", ops::negative, unary_shapes());
  check_golden("negative", ops::negative);
}

TEST_CASE("negative of infinities, zeros and NaN is Keras's") {
  check_golden_values("negative_special", ops::negative);
}
