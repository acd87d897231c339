// ops/take_along_axis.hpp.
#include <keratin/ops/take_along_axis.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("take_along_axis: values, gradients, broadcasting") {
  check_golden("take_along_axis", [](const Tensor& x, const Tensor& i) { return ops::take_along_axis(x, i, -1); });
  check_golden("take_along_axis_flat", [](const Tensor& x, const Tensor& i) { return ops::take_along_axis(x, i); },
               {.open_batch = false});
  check_op_on("take_along_axis", [](const Tensor& x, const Tensor& i) { return ops::take_along_axis(x, i, 0); },
              {random_tensor({4, 3}), Tensor({{1}, {1}, {-1}})});
  CHECK_THROWS_AS(ops::take_along_axis(zeros({2, 3}), Tensor({{3}}), 1), value_error);
  CHECK_THROWS_AS(ops::take_along_axis(zeros({2, 3}), Tensor({1}), 1), shape_error);
}
