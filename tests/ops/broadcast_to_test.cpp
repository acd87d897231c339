// ops/broadcast_to.hpp.
#include <keratin/ops/broadcast_to.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("broadcast_to: values, gradients, shapes") {
  check_golden("broadcast_to", [](const Tensor& x) { return ops::broadcast_to(x, {2, 3, 4}); }, {.open_batch = false});
  check_op("broadcast_to",
           [](const Tensor& x) {
             return ops::broadcast_to(x, {2, 3});
           },
           {{Shape{}}, {Shape{3}}, {Shape{2, 1}}}, {.open_batch = false});
  CHECK(values(ops::broadcast_to(Tensor({1, 2}), {2, 2})) == std::vector<double>{1, 2, 1, 2});
  CHECK_THROWS_AS(ops::broadcast_to(zeros({2, 3}), {3}), shape_error);
  CHECK_THROWS_AS(ops::broadcast_to(zeros({2}), {3}), shape_error);
}
