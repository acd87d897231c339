// ops/norm.hpp.
#include <keratin/ops/norm.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("norm: values, gradients, orders") {
  for (const int axis : {0, -1})
    check_golden("norm_axis" + std::to_string(axis), [axis](const Tensor& x) { return ops::norm(x, {.axis = axis}); });
  check_golden("norm_axes", [](const Tensor& x) { return ops::norm(x, {.axis = {0, 2}}); });
  for (const int order : {1, 2, 3})
    check_golden("norm_" + std::to_string(order),
                 [order](const Tensor& x) { return ops::norm(x, {.ord = order, .axis = -1}); }, {.tolerance = 2e-5});
  const double infinite = std::numeric_limits<double>::infinity();
  check_golden("norm_inf", [=](const Tensor& x) { return ops::norm(x, {.ord = infinite, .axis = -1}); });
  check_golden("norm_-inf", [=](const Tensor& x) { return ops::norm(x, {.ord = -infinite, .axis = -1}); });
  check_golden_values("norm_0", [](const Tensor& x) { return ops::norm(x, {.ord = 0, .axis = -1}); });
  const Tensor m({{1.0, -2.0}, {-3.0, 4.0}});
  CHECK(ops::norm(m, {.ord = 1}).item<double>() == 6);
  CHECK(ops::norm(m, {.ord = infinite}).item<double>() == 7);
  CHECK(ops::norm(m, {.ord = -1}).item<double>() == 4);
  CHECK(ops::norm(m, {.ord = 1, .axis = {1, 0}}).item<double>() == 7);
  CHECK_THROWS_AS(ops::norm(zeros({2, 2, 2})), shape_error);
  CHECK_THROWS_AS(ops::norm(m, {.ord = 3}), value_error);
}
