// ops/reshape.hpp.
#include <keratin/ops/reshape.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("reshape, expand_dims, squeeze: values, gradients, shapes") {
  check_golden("reshape", [](const Tensor& x) { return ops::reshape(x, {4, -1}); }, {.open_batch = false});
  check_golden("expand_dims", [](const Tensor& x) { return ops::expand_dims(x, 1); });
  check_golden("squeeze", [](const Tensor& x) { return ops::squeeze(x, 1); });
  check_op("reshape",
           [](const Tensor& x) {
             return ops::reshape(x, {-1, 6});
           },
           {{Shape{2, 3, 4}}, {Shape{6}}, {Shape{0, 6}}});
  check_op("reshape",
           [](const Tensor& x) {
             return ops::reshape(x, {3, 8});
           },
           {{Shape{2, 3, 4}}}, {.open_batch = false});
  check_op("expand_dims", [](const Tensor& x) { return ops::expand_dims(x, 1); }, {{Shape{2, 3}}, {Shape{4}}});
  check_op("expand_dims", [](const Tensor& x) { return ops::expand_dims(x, -1); }, {{Shape{2, 3}}, {Shape{}}});
  check_op("squeeze", [](const Tensor& x) { return ops::squeeze(x, 1); }, {{Shape{2, 1, 3}}, {Shape{4, 1}}});
  check_op("squeeze", [](const Tensor& x) { return ops::squeeze(x); }, {{Shape{2, 1, 3, 1}}, {Shape{4}}});
}

TEST_CASE("the new shapes are numpy's") {
  CHECK(ops::expand_dims(zeros({2, 3}), 0).shape() == Shape{1, 2, 3});
  CHECK(ops::expand_dims(zeros({2, 3}), -2).shape() == Shape{2, 1, 3});
  CHECK(ops::squeeze(zeros({1, 2, 1})).shape() == Shape{2});
  CHECK(ops::reshape(zeros({0, 4}), {2, -1}).shape() == Shape{2, 0});
  CHECK(ops::reshape(zeros({4}), {2, 2}).shape() == Shape{2, 2});
  CHECK(ops::reshape(zeros({1}), {}).shape() == Shape{});
}

TEST_CASE("a reshaped tensor shares its elements") {
  const Tensor x = zeros({2, 3}), y = x.reshape({6});
  y.assign(ones({6}));
  CHECK(values(x) == std::vector<double>(6, 1.0));
}

TEST_CASE("reshapes that do not fit are errors") {
  CHECK_THROWS_WITH(ops::reshape(zeros({2, 3}), {4}),
                    "reshape: expected a shape of 6 elements, as (2, 3) has; got (4,).");
  CHECK_THROWS_WITH(ops::reshape(zeros({2, 3}), {-1, -1}), "reshape: expected at most one -1; got (None, None).");
  CHECK_THROWS_AS(ops::reshape(zeros({2, 3}), {-2}), shape_error);
  CHECK_THROWS_AS(ops::reshape(zeros({2, 3}), {-1, 4}), shape_error);
  CHECK_THROWS_WITH(ops::squeeze(zeros({2, 3}), 1), "squeeze: expected size 1 on axis 1; got shape (2, 3).");
  CHECK_THROWS_AS(ops::expand_dims(zeros({2}), 2), shape_error);
}
