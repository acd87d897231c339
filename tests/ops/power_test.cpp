// ops/power.hpp.
#include <keratin/ops/power.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("power: values, gradients, broadcasting") {
  check_op("power", ops::power, broadcast_shapes(),
           {.low = 0.5, .high = 3, .tolerance = 2e-5, .gradient_tolerance = 1e-5});
  check_golden("power", ops::power);
  check_golden("power_int", ops::power, {.differentiable = false});
}

TEST_CASE("power of infinities, zeros and NaN is Keras's") { check_golden_values("power_special", ops::power); }

TEST_CASE("the gradients of power at 0 and below are finite") {
  const Tensor a = Tensor({0.0, 0.0, 0.0, -2.0}), b = Tensor({0.0, 1.0, 2.0, 3.0});
  GradientTape tape;
  tape.watch(a);
  tape.watch(b);
  const auto g = tape.gradient(ops::power(a, b), {a, b});
  CHECK(values(g[0]) == std::vector<double>{0, 1, 0, 12});
  CHECK(values(g[1]) == std::vector<double>{0, 0, 0, 0});
}
