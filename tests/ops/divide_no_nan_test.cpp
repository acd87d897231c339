// ops/divide_no_nan.hpp.
#include <keratin/ops/divide_no_nan.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "support/check_op.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("divide_no_nan: values, gradients, broadcasting") {
  check_op("divide_no_nan", ops::divide_no_nan, broadcast_shapes(), {.low = 0.5, .high = 3});
}

TEST_CASE("divide_no_nan is 0 where the divisor is, and so are its gradients") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  const double nan = std::nan("");
  // keras.ops.divide_no_nan on TensorFlow 2.21
  const Tensor a = Tensor({1.0, 0.0, inf, nan, -3.0, 6.0, nan}), b = Tensor({0.0, 0.0, -0.0, 0.0, 2.0, inf, 2.0});
  const Tensor y = ops::divide_no_nan(a, b);
  for (index_t i = 0; i < 4; ++i) CHECK(y.at<double>(i) == 0);
  CHECK(y.at<double>(4) == -1.5);
  CHECK(y.at<double>(5) == 0);
  CHECK(std::isnan(y.at<double>(6)));
  CHECK(ops::divide_no_nan(Tensor({1, 2}), Tensor({0, 4})).dtype() == float32);

  const Tensor c = Tensor({4.0, 4.0}), d = Tensor({0.0, 2.0});
  GradientTape tape;
  tape.watch(c);
  tape.watch(d);
  const auto slopes = tape.gradient(ops::divide_no_nan(c, d), {c, d});
  CHECK(same_bits(slopes[0], Tensor({0.0, 0.5})));
  CHECK(same_bits(slopes[1], Tensor({0.0, -1.0})));
}

TEST_CASE("divide_no_nan refuses shapes that do not broadcast") {
  CHECK_THROWS_AS(ops::divide_no_nan(zeros({2, 3}), zeros({2})), shape_error);
}
