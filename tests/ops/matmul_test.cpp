// ops/matmul.hpp.
#include <keratin/ops/matmul.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("matmul: values, gradients, broadcasting, vectors") {
  const OpCheck options{.gradient_tolerance = 1e-6, .open_batch = false, .exact = false};
  for (const char* name : {"matmul", "matmul_vectors", "matmul_row", "matmul_column", "matmul_batch"})
    check_golden(name, ops::matmul, options);
  check_op("matmul", ops::matmul,
           {{Shape{1, 1}, Shape{1, 1}},
            {Shape{3, 0}, Shape{0, 2}},
            {Shape{0, 3}, Shape{3, 2}},
            {Shape{65, 33}, Shape{33, 70}},
            {Shape{2, 3, 4}, Shape{4, 5}},
            {Shape{3, 4}, Shape{2, 4, 1}},
            {Shape{2, 1, 2, 3}, Shape{3, 3, 2}}},
           options);
}

TEST_CASE("matmul of an open batch") {
  const Tensor y = ops::matmul(Input({7, 3}), zeros({3, 2}));
  CHECK(y.shape() == Shape{None, 7, 2});
  CHECK_THROWS_AS(ops::matmul(Input({7, 3}), zeros({4, 2})), shape_error);
}

TEST_CASE("matmul of integers") {
  check_golden("matmul_int", ops::matmul, {.differentiable = false, .open_batch = false});
}

TEST_CASE("shapes that cannot be multiplied are errors") {
  CHECK_THROWS_WITH(
      ops::matmul(zeros({2, 3}), zeros({2, 3})),
      "matmul: expected the last axis of the first, 3, to be the second last of the second; got (2, 3) and (2, 3).");
  CHECK_THROWS_AS(ops::matmul(zeros({}), zeros({2})), shape_error);
  CHECK_THROWS_AS(ops::matmul(zeros({2, 2, 3}), zeros({3, 3, 2})), shape_error);
}
