// group_normalization: gradients, and the formula by plain ops.
#include <keratin/ops/group_normalization.hpp>
#include <keratin/ops/ops.hpp>

#include "support/check_op.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("group_normalization") {
  struct Case {
    Shape shape;
    index_t groups, axis;
  };
  for (const auto& [shape, groups, axis] : std::vector<Case>{
           {{3, 4, 6}, 3, -1}, {{2, 6}, 2, -1}, {{2, 4, 3, 2}, 4, 1}, {{2, 40, 34}, 2, 2}, {{2, 3, 200, 4}, 1, -1}}) {
    const index_t c = shape[static_cast<index_t>(shape.axis(axis, "test"))];
    check_op_on("group_normalization",
                [groups = groups, axis = axis](const Tensors& in) {
                  return ops::group_normalization(in[0], groups, {.gamma = in[1], .beta = in[2], .axis = axis});
                },
                {random_tensor(shape), random_tensor({c}, -1, 1, 2), random_tensor({c}, -1, 1, 3)},
                {.tolerance = 1e-4, .open_batch = false});
  }
  check_op("group_normalization", [](const Tensor& x) { return ops::group_normalization(x, 2); }, {{{3, 5, 4}}},
           {.tolerance = 1e-4});
}

TEST_CASE("group_normalization is the formula") {
  const Tensor x = random_tensor({3, 5, 6}) + Tensor::scalar(100.0, float64), gamma = random_tensor({6}, 0, 1, 2);
  const Tensor cut = x.reshape({3, 5, 2, 3}), mean = ops::mean(cut, {1, 3}, {.keepdims = true}),
               variance = ops::var(cut, {1, 3}, {.keepdims = true});
  const Tensor want = ((cut - mean) / ops::sqrt(variance + Tensor::scalar(1e-3, float64))).reshape({3, 5, 6}) * gamma;
  CHECK(all_close(ops::group_normalization(x, 2, {.gamma = gamma}), want, 1e-10));
  const Tensor first = ops::transpose(x, {0, 2, 1});
  CHECK(all_close(ops::group_normalization(first, 2, {.gamma = gamma, .axis = 1}), ops::transpose(want, {0, 2, 1}),
                  1e-10));
}

TEST_CASE("group_normalization refuses groups that the channels do not fill") {
  CHECK_THROWS_WITH(static_cast<void>(ops::group_normalization(zeros({2, 6}), 4)), Catch::Contains("multiple of 4"));
  CHECK_THROWS_AS(static_cast<void>(ops::group_normalization(zeros({2, 6}), 0)), shape_error);
  CHECK_THROWS_AS(static_cast<void>(ops::group_normalization(zeros({2, 6}), 2, {.axis = 0})), shape_error);
  CHECK_THROWS_AS(static_cast<void>(ops::group_normalization(zeros({2, 6}), 2, {.gamma = ones({5})})), shape_error);
}
