// ops/log.hpp.
#include <keratin/ops/log.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("log: values, gradients, shapes") {
  check_op("log", ops::log, unary_shapes(), {.low = 0.1, .high = 10});
  check_golden_values("log", ops::log);
}

TEST_CASE("log of infinities, zeros and NaN is Keras's") { check_golden_values("log_special", ops::log); }
