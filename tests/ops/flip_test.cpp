// ops/flip.hpp.
#include <keratin/ops/flip.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("flip: values, gradients, axes") {
  check_golden("flip", [](const Tensor& x) { return ops::flip(x); });
  check_golden("flip_axis1", [](const Tensor& x) { return ops::flip(x, 1); });
  check_op("flip",
           [](const Tensor& x) {
             return ops::flip(x, {0, -1});
           },
           {{Shape{5, 2}}, {Shape{0, 3}}, {Shape{130, 300}}});
  CHECK(values(ops::flip(Tensor({true, false}))) == std::vector<double>{0, 1});
  CHECK_THROWS_AS(ops::flip(zeros({2}), 1), shape_error);
}
