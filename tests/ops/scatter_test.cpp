// ops/scatter.hpp.
#include <keratin/ops/scatter.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("scatter and scatter_update: values, gradients") {
  check_golden("scatter", [](const Tensor& i, const Tensor& v) { return ops::scatter(i, v, {5, 2}); });
  for (const std::string reduction : {"None", "add", "max", "min"})
    check_golden("scatter_update_" + reduction, [&](const Tensor& x, const Tensor& i, const Tensor& u) {
      return ops::scatter_update(x, i, u, reduction == "None" ? "" : reduction);
    });
  check_golden_values("scatter_update_mul", [](const Tensor& x, const Tensor& i, const Tensor& u) {
    return ops::scatter_update(x, i, u, "mul");
  });
  CHECK(values(ops::scatter(Tensor({{0}, {-1}}), Tensor({3, 4}), {3})) == std::vector<double>{3, 0, 4});
}

TEST_CASE("scatter: errors") {
  CHECK_THROWS_AS(ops::scatter(Tensor({{5}}), Tensor({1.f}), {3}), value_error);
  CHECK_THROWS_AS(ops::scatter(Tensor({{1}}), Tensor({1.f, 2.f}), {3}), shape_error);
  CHECK_THROWS_AS(ops::scatter(Tensor({{1.f}}), Tensor({1.f}), {3}), dtype_error);
  CHECK_THROWS_AS(ops::scatter_update(zeros({3}), Tensor({{1}}), Tensor({1.f}), "mean"), value_error);
}
