// ops/segment_sum.hpp.
#include <keratin/ops/segment_sum.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("segment_sum, segment_prod, segment_max, segment_min: values, gradients") {
  check_golden("segment_sum", [](const Tensor& x, const Tensor& i) { return ops::segment_sum(x, i, 4); },
               {.open_batch = false});
  check_golden("segment_max", [](const Tensor& x, const Tensor& i) { return ops::segment_max(x, i, 3); },
               {.open_batch = false});
  check_golden("segment_prod", [](const Tensor& x, const Tensor& i) { return ops::segment_prod(x, i, 4); },
               {.open_batch = false});
  check_golden("segment_min", [](const Tensor& x, const Tensor& i) { return ops::segment_min(x, i, 3); },
               {.open_batch = false});
  check_op_on("segment_prod with zeros", [](const Tensor& x, const Tensor& i) { return ops::segment_prod(x, i, 3); },
              {Tensor({2.0, 0.0, 3.0, 0.0, 0.0, -1.5, 4.0}), Tensor({0, 0, 0, 1, 1, -1, 2})}, {.open_batch = false});
  check_op_on("segment_min", [](const Tensor& x, const Tensor& i) { return ops::segment_min(x, i, 2); },
              {random_tensor({4, 3}), Tensor({0, 1, 1, 0})}, {.open_batch = false});
  CHECK(values(ops::segment_sum(Tensor({1, 2, 4}), Tensor({2, 0, -1}))) == std::vector<double>{2, 0, 1});
  CHECK_THROWS_AS(ops::segment_sum(zeros({3}), Tensor({0, 1})), shape_error);
  CHECK_THROWS_AS(ops::segment_sum(zeros({1}), Tensor({0.5f})), dtype_error);
}
