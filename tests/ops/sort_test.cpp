// ops/sort.hpp.
#include <keratin/ops/sort.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("sort and argsort: values, gradients, axes") {
  for (const int axis : {-1, 0, 1}) {
    const std::string suffix = "_axis" + std::to_string(axis);
    check_golden("sort" + suffix, [axis](const Tensor& x) { return ops::sort(x, axis); });
    check_golden("argsort" + suffix, [axis](const Tensor& x) { return ops::argsort(x, axis); },
                 {.differentiable = false});
  }
  check_golden("argsort_ties", [](const Tensor& x) { return ops::argsort(x); }, {.differentiable = false});
  CHECK(values(ops::argsort(Tensor({{3, 1}, {2, 9}}), {})) == std::vector<double>{1, 2, 0, 3});
  CHECK(values(ops::sort(Tensor({true, false}))) == std::vector<double>{0, 1});
  CHECK(values(ops::argsort(Tensor({std::nan(""), 2.0, 1.0}))) == std::vector<double>{2, 1, 0});
  CHECK(ops::sort(zeros({2, 0})).shape() == Shape{2, 0});
}
