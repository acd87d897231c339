// ops/logical.hpp.
#include <keratin/ops/logical.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("logical ops: values, broadcasting, no gradient") {
  check_op("logical_and", ops::logical_and, broadcast_shapes(), {.differentiable = false});
  check_op("logical_or", ops::logical_or, broadcast_shapes(), {.differentiable = false});
  check_op("logical_not", ops::logical_not, unary_shapes(), {.differentiable = false});
  for (const char* suffix : {"", "_int"}) {
    check_golden(std::string("logical_and") + suffix, ops::logical_and, {.differentiable = false});
    check_golden(std::string("logical_or") + suffix, ops::logical_or, {.differentiable = false});
  }
  check_golden_values("logical_and_special", ops::logical_and);
  check_golden_values("logical_or_special", ops::logical_or);
  check_golden_values("logical_not_special", ops::logical_not);
}

TEST_CASE("logical ops of bools") {
  const Tensor a({true, true, false, false}), b({true, false, true, false});
  CHECK(values(ops::logical_and(a, b)) == std::vector<double>{1, 0, 0, 0});
  CHECK(values(ops::logical_or(a, b)) == std::vector<double>{1, 1, 1, 0});
  CHECK(values(ops::logical_not(a)) == std::vector<double>{0, 0, 1, 1});
}
