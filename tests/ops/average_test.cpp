// ops/average.hpp.
#include <keratin/ops/average.hpp>
#include <keratin/ops/count_nonzero.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("average: values, gradients, weights") {
  check_golden("average", [](const Tensor& x) { return ops::average(x); });
  check_golden("average_weights",
               [](const Tensor& x, const Tensor& w) { return ops::average(x, {.axis = 1, .weights = w}); });
  check_op("average", [](const Tensor& x, const Tensor& w) { return ops::average(x, {.weights = w}); },
           {{Shape{2, 3}, Shape{2, 3}}}, {.low = 0.5});
  CHECK_THROWS_AS(ops::average(zeros({2, 3}), {.weights = zeros({3})}), shape_error);
  CHECK_THROWS_AS(ops::average(zeros({2, 3}), {.axis = 0, .weights = zeros({3})}), shape_error);
}

TEST_CASE("count_nonzero: values") {
  check_golden("count_nonzero", [](const Tensor& x) { return ops::count_nonzero(x); }, {.differentiable = false});
  check_golden("count_nonzero_axes",
               [](const Tensor& x) {
                 return ops::count_nonzero(x, {0, 2});
               },
               {.differentiable = false});
  CHECK(ops::count_nonzero(Tensor({0, 3, -1})).item<int>() == 2);
}
