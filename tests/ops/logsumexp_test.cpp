// ops/logsumexp.hpp.
#include <keratin/ops/logsumexp.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("logsumexp: values, gradients, axes") {
  check_golden("logsumexp", [](const Tensor& x) { return ops::logsumexp(x); });
  for (const int axis : {0, -1})
    check_golden("logsumexp_axis" + std::to_string(axis), [axis](const Tensor& x) { return ops::logsumexp(x, axis); });
  check_golden("logsumexp_axes", [](const Tensor& x) { return ops::logsumexp(x, {0, 2}); });
  check_golden_values("logsumexp_large", [](const Tensor& x) { return ops::logsumexp(x, -1); });
  check_op("logsumexp kept", [](const Tensor& x) { return ops::logsumexp(x, 1, {.keepdims = true}); },
           {{Shape{3, 40}}});
  CHECK(ops::logsumexp(Tensor({1, 2})).dtype() == float32);
}
