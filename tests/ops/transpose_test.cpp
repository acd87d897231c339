// ops/transpose.hpp.
#include <keratin/ops/transpose.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("transpose: values, gradients, shapes") {
  check_golden("transpose", [](const Tensor& x) { return ops::transpose(x); });
  check_golden("transpose_axes", [](const Tensor& x) { return ops::transpose(x, {1, 0, 2}); });
  check_op("transpose", [](const Tensor& x) { return ops::transpose(x); },
           {{Shape{}}, {Shape{5}}, {Shape{3, 1}}, {Shape{0, 2}}, {Shape{130, 257}}, {Shape{2, 3, 2, 3}}});
  check_op("transpose", [](const Tensor& x) { return ops::transpose(x, {0, -1, 1}); }, {{Shape{2, 3, 4}}});
}

TEST_CASE("transpose of every element size") {
  for (const DType dtype : {float32, float64, int32, int64, uint8, bool_}) {
    const Tensor x = Tensor({{0, 1, 1}, {1, 0, 0}}).cast(dtype).transpose();
    CHECK(x.dtype() == dtype);
    CHECK(values(x) == std::vector<double>{0, 1, 1, 0, 1, 0});
  }
}

TEST_CASE("axes that are no permutation are errors") {
  CHECK_THROWS_WITH(ops::transpose(zeros({2, 3}), {0, 0}), "transpose: expected each axis once; got (0, 0).");
  CHECK_THROWS_WITH(ops::transpose(zeros({2, 3}), {0}), "transpose: expected 2 axes for shape (2, 3); got (0,).");
  CHECK_THROWS_AS(ops::transpose(zeros({2, 3}), {0, 2}), shape_error);
}
