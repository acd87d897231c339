// ops/multi_hot.hpp.
#include <keratin/ops/ops.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("multi_hot, and one_hot along an axis") {
  check_golden("multi_hot", [](const Tensor& x) { return ops::multi_hot(x, 5); }, {.differentiable = false});
  check_golden("one_hot_axis0", [](const Tensor& x) { return ops::one_hot(x, 3, 0); }, {.differentiable = false});
  CHECK(values(ops::multi_hot(Tensor({0, 2}), 3)) == std::vector<double>{1, 0, 1});
  CHECK(ops::one_hot(zeros({2, 3}, int32), 4, 1).shape() == Shape{2, 4, 3});
  CHECK(ops::one_hot(zeros({2, 3}, int32), 4, -1).shape() == Shape{2, 3, 4});
}
