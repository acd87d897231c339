// ops/moments.hpp.
#include <keratin/ops/moments.hpp>
#include <keratin/ops/nan_to_num.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("moments: values, gradients") {
  check_golden("moments_mean", [](const Tensor& x) { return ops::moments(x, {0, 1}).mean; });
  check_golden("moments_variance", [](const Tensor& x) {
    return ops::moments(x, {0, 1}, {.keepdims = true}).variance;
  });
}

TEST_CASE("nan_to_num: values, gradients") {
  check_golden_values("nan_to_num",
                      [](const Tensor& x) { return ops::nan_to_num(x, {.nan = 1.5, .posinf = 9, .neginf = -9}); });
  check_op("nan_to_num", [](const Tensor& x) { return ops::nan_to_num(x); }, {{Shape{3, 4}}});
  CHECK(ops::nan_to_num(Tensor({1})).dtype() == int32);
}
