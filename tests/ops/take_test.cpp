// ops/take.hpp.
#include <keratin/ops/take.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("take: values, gradients along each axis") {
  for (const int axis : {0, 1, 2})
    check_golden("take_axis" + std::to_string(axis),
                 [axis](const Tensor& x, const Tensor& i) { return ops::take(x, i, axis); });
  const auto rows = [](const Tensor& x, const Tensor& i) { return ops::take(x, i); };
  check_op_on("take repeated", rows, {random_tensor({4, 3}), Tensor({1, 1, -1, 1})});
  check_op_on("take one", rows, {random_tensor({4, 3}), Tensor::scalar(2, int32)});
  check_op_on("take none", rows, {random_tensor({4, 3}), zeros({0}, int32)});
  check_op_on("take of many", rows, {random_tensor({100, 300}), random_tensor({400}, 0, 99).cast(int64)});
}

TEST_CASE("take of every dtype") {
  for (const DType dtype : {float32, float64, int32, int64, uint8, bool_})
    CHECK(values(ops::take(Tensor({0, 1, 1}).cast(dtype), Tensor({2, 0}).cast(uint8))) == std::vector<double>{1, 0});
}

TEST_CASE("indices out of range or of no integer dtype are errors") {
  CHECK_THROWS_WITH(ops::take(zeros({3, 2}), Tensor({0, 3})), "take: expected indices below 3; got 3.");
  CHECK_THROWS_AS(ops::take(zeros({3, 2}), Tensor({-4})), value_error);
  CHECK_THROWS_AS(ops::take(zeros({3, 2}), Tensor({1.f})), dtype_error);
  CHECK_THROWS_AS(ops::take(zeros({}), Tensor({1})), shape_error);
  CHECK_THROWS_AS(ops::take(zeros({0, 2}), Tensor({0})), value_error);
}

TEST_CASE("one_hot: a number that is no class gives zeros") {
  check_golden("one_hot", [](const Tensor& i) { return ops::one_hot(i, 4); }, {.differentiable = false});
  CHECK(ops::one_hot(Tensor({1}), 2, bool_).dtype() == bool_);
  CHECK(ops::one_hot(zeros({2, 3}, int32), 5).shape() == Shape{2, 3, 5});
  CHECK_THROWS_AS(ops::one_hot(Tensor({1}), -1), shape_error);
}
