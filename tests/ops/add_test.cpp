// ops/add.hpp.
#include <keratin/ops/add.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("add: values, gradients, broadcasting") {
  check_op("add", ops::add, broadcast_shapes());
  check_golden("add", ops::add);
  check_golden("add_int", ops::add, {.differentiable = false});
}

TEST_CASE("add of infinities, zeros and NaN is Keras's") { check_golden_values("add_special", ops::add); }

TEST_CASE("add refuses shapes that do not broadcast") {
  CHECK_THROWS_AS(ops::add(zeros({2, 3}), zeros({2})), shape_error);
}
