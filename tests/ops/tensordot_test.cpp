// ops/tensordot.hpp.
#include <keratin/ops/tensordot.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("tensordot, dot, inner, outer, vdot: values, gradients") {
  check_golden("tensordot", [](const Tensor& a, const Tensor& b) { return ops::tensordot(a, b, 1); });
  check_golden("tensordot_axes", [](const Tensor& a, const Tensor& b) { return ops::tensordot(a, b, {0, 2}, {1, 0}); });
  check_golden("dot", ops::dot);
  check_golden("dot_vectors", ops::dot, {.open_batch = false});
  check_golden("outer", ops::outer, {.open_batch = false});
  check_golden("inner", ops::inner, {.open_batch = false});
  check_golden("vdot", ops::vdot, {.open_batch = false});
  check_op("inner", ops::inner, {{Shape{2, 3}, Shape{4, 3}}, {Shape{}, Shape{2}}}, {.open_batch = false});
  check_op("vdot", ops::vdot, {{Shape{2, 3}, Shape{3, 2}}}, {.open_batch = false});
  CHECK(values(ops::inner(Tensor({1, 2}), Tensor({3, 4}))) == std::vector<double>{11});
  CHECK(values(ops::tensordot(Tensor({1, 2}), Tensor({3, 4}), 0)) == std::vector<double>{3, 4, 6, 8});
  CHECK_THROWS_AS(ops::tensordot(zeros({2}), zeros({2}), 2), shape_error);
  CHECK_THROWS_AS(ops::tensordot(zeros({2}), zeros({3}), 1), shape_error);
}
