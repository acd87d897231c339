// ops/cumsum.hpp.
#include <keratin/ops/cumsum.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("cumsum and cumprod: values, gradients, axes") {
  check_golden("cumsum", [](const Tensor& x) { return ops::cumsum(x); });
  check_golden("cumprod", [](const Tensor& x) { return ops::cumprod(x); });
  for (const int axis : {0, 1, -1}) {
    const std::string suffix = "_axis" + std::to_string(axis);
    check_golden("cumsum" + suffix, [axis](const Tensor& x) { return ops::cumsum(x, axis); });
    check_golden("cumprod" + suffix, [axis](const Tensor& x) { return ops::cumprod(x, axis); });
  }
  check_golden("cumsum_int", [](const Tensor& x) { return ops::cumsum(x, 0); }, {.differentiable = false});
  check_op_on("cumprod with zeros", [](const Tensor& x) { return ops::cumprod(x, 0); },
              {Tensor({2.0, 0.0, 3.0, 0.0, 5.0})});
  check_op("cumsum of nothing", [](const Tensor& x) { return ops::cumsum(x, 1); }, {{Shape{3, 0}}, {Shape{0, 3}}});
  CHECK(values(ops::cumsum(Tensor({true, true}), 0)) == std::vector<double>{1, 2});
}

TEST_CASE("cumsum and cumprod: lines shared among threads give the same bits") {
  for (const int axis : {0, 1, 2}) {
    check_op("cumsum", [axis](const Tensor& x) { return ops::cumsum(x, axis); },
             {{Shape{7, 40, 75}}, {Shape{50, 3, 71}}}, {.tolerance = 1e-4});
    check_op("cumprod", [axis](const Tensor& x) { return ops::cumprod(x, axis); },
             {{Shape{7, 40, 75}}, {Shape{50, 3, 71}}}, {.low = 0.8, .high = 1.2, .tolerance = 1e-4});
  }
  const Tensor x = random_tensor({9000, 70}).cast(float32);
  Tensor want;
  {
    const WithThreads one(1);
    want = ops::cumsum(x, 0);
  }
  for (const int threads : {2, 3}) {
    const WithThreads several(threads);
    CHECK(same_bits(ops::cumsum(x, 0), want));
  }
}
