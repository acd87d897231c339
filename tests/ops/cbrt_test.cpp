// ops/cbrt.hpp, beside the C library's cbrt.
#include <keratin/ops/cbrt.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "support/check_op.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("cbrt: gradients and shapes") {
  check_op("cbrt", ops::cbrt, unary_shapes(), {.low = 0.1, .high = 10});
  check_op("cbrt", ops::cbrt, unary_shapes(), {.low = -10, .high = -0.1});
}

TEST_CASE("cbrt is the C library's") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  const std::vector<double> values = {-inf, -1e30, -27, -1, -0.3, 0, 1e-30, 0.5, 1, 8, 64, 1e30, inf};
  std::vector<double> roots;
  for (const double x : values) roots.push_back(std::cbrt(x));
  each_level([&] {
    const Tensor x = Tensor::from(values, {13}), y = Tensor::from(roots, {13});
    CHECK(all_close(ops::cbrt(x), y, 1e-14));
    CHECK(all_close(ops::cbrt(x.cast(float32)), y.cast(float32), 5e-7));
  });
  CHECK(std::isnan(ops::cbrt(Tensor({std::nan("")})).item<double>()));
}
