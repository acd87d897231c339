// ops/quantile.hpp.
#include <keratin/ops/quantile.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("quantile and median: values, gradients, axes") {
  check_golden("median", [](const Tensor& x) { return ops::median(x); });
  for (const int axis : {0, -1})
    check_golden("median_axis" + std::to_string(axis), [axis](const Tensor& x) { return ops::median(x, axis); });
  check_golden("median_axes", [](const Tensor& x) { return ops::median(x, {0, 2}); });
  check_golden("quantile", [](const Tensor& x) { return ops::quantile(x, 0.3, 1); });
  const Tensor x({1.0, 2.0, 4.0, 8.0});
  for (const auto& [method, want] :
       std::map<std::string, double>{{"linear", 2.8}, {"lower", 2}, {"higher", 4}, {"nearest", 2}, {"midpoint", 3}})
    CHECK(ops::quantile(x, 1.4 / 3, {}, {.method = method}).item<double>() == Approx(want));
  CHECK(ops::median(zeros({2, 3}), 1, {.keepdims = true}).shape() == Shape{2, 1});
  CHECK_THROWS_AS(ops::quantile(x, 1.5), value_error);
  CHECK_THROWS_AS(ops::quantile(x, 0.5, {}, {.method = "cubic"}), value_error);
  CHECK_THROWS_AS(ops::median(zeros({0})), shape_error);
}
