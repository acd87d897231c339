// ops/softmax.hpp.
#include <keratin/ops/softmax.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("softmax and log_softmax: values, gradients, axes") {
  for (const int axis : {-1, 0, 1}) {
    const std::string suffix = "_axis" + std::to_string(axis);
    check_golden("softmax" + suffix, [axis](const Tensor& x) { return ops::softmax(x, axis); });
    check_golden("log_softmax" + suffix, [axis](const Tensor& x) { return ops::log_softmax(x, axis); });
  }
  const std::vector<std::vector<Shape>> shapes = {{Shape{1}},    {Shape{5}},    {Shape{3, 1}},
                                                  {Shape{0, 4}}, {Shape{4, 0}}, {Shape{701, 33}}};
  check_op(
      "softmax", [](const Tensor& x) { return ops::softmax(x); }, shapes);
  check_op(
      "log_softmax", [](const Tensor& x) { return ops::log_softmax(x); }, shapes);
}

TEST_CASE("softmax of huge and infinite numbers does not overflow") {
  check_golden_values("softmax_large", [](const Tensor& x) { return ops::softmax(x); });
  check_golden_values("log_softmax_large", [](const Tensor& x) { return ops::log_softmax(x); });
}

TEST_CASE("softmax of integers is float32, of a scalar an error") {
  CHECK(ops::softmax(Tensor({1, 1})).dtype() == float32);
  CHECK(values(ops::softmax(Tensor({1, 1}))) == std::vector<double>{0.5, 0.5});
  CHECK_THROWS_AS(ops::softmax(zeros({})), shape_error);
  CHECK_THROWS_WITH(ops::softmax(zeros({2, 3}), 2), "softmax: expected an axis from -2 to 1; got 2.");
}
