// ops/clip.hpp.
#include <keratin/ops/clip.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {
const auto clipped = [](const Tensor& x) { return ops::clip(x, -0.5, 1); };
}

TEST_CASE("clip: values, gradients, shapes") {
  check_op("clip", clipped, unary_shapes());
  check_golden("clip", clipped);
  check_golden_values("clip_special", clipped);
}

TEST_CASE("clip keeps an integer dtype") {
  const Tensor x = ops::clip(Tensor({-7, 3, 9}), -1, 4);
  CHECK(x.dtype() == int32);
  CHECK(values(x) == std::vector<double>{-1, 3, 4});
}
