// ops/roll.hpp.
#include <keratin/ops/roll.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("roll: values, gradients, axes") {
  check_golden("roll", [](const Tensor& x) { return ops::roll(x, 5); });
  check_golden("roll_axis1", [](const Tensor& x) { return ops::roll(x, -1, 1); });
  check_op("roll", [](const Tensor& x) { return ops::roll(x, 4, 1); }, {{Shape{2, 3}}, {Shape{2, 0}}, {Shape{3, 4}}});
}
