// ops/moveaxis.hpp.
#include <keratin/ops/moveaxis.hpp>
#include <keratin/ops/reshape.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("moveaxis, swapaxes and ravel: values, gradients") {
  check_golden("moveaxis", [](const Tensor& x) { return ops::moveaxis(x, 0, -1); });
  check_golden("moveaxis_two", [](const Tensor& x) { return ops::moveaxis(x, Shape{0, 1}, Shape{-1, 0}); });
  check_golden("swapaxes", [](const Tensor& x) { return ops::swapaxes(x, 0, -1); });
  check_golden("ravel", ops::ravel);
  CHECK_THROWS_AS(ops::moveaxis(zeros({2, 3}), Shape{0, 0}, Shape{0, 1}), shape_error);
  CHECK_THROWS_AS(ops::swapaxes(zeros({2, 3}), 0, 2), shape_error);
}
