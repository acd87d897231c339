// ops/repeat.hpp.
#include <keratin/ops/repeat.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("repeat: values, gradients, shapes") {
  check_golden("repeat", [](const Tensor& x) { return ops::repeat(x, 2, 1); });
  check_golden("repeat_flat", [](const Tensor& x) { return ops::repeat(x, 2); });
  check_golden("repeat_each", [](const Tensor& x) { return ops::repeat(x, std::vector<index_t>{1, 0, 2}, 1); });
  check_op("repeat", [](const Tensor& x) { return ops::repeat(x, 3, 0); }, {{Shape{4}}, {Shape{0, 2}}});
  CHECK_THROWS_AS(ops::repeat(zeros({2}), -1), value_error);
  CHECK_THROWS_AS(ops::repeat(zeros({2}), std::vector<index_t>{1}, 0), shape_error);
}
