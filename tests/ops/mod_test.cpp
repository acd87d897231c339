// ops/mod.hpp.
#include <keratin/ops/arctan2.hpp>
#include <keratin/ops/hypot.hpp>
#include <keratin/ops/isclose.hpp>
#include <keratin/ops/logaddexp.hpp>
#include <keratin/ops/logical.hpp>
#include <keratin/ops/mod.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("mod and floor_divide: values, gradients, signs") {
  check_golden("mod", ops::mod);
  check_op("mod", ops::mod, {{Shape{2, 3}, Shape{3}}}, {.low = 0.75, .high = 0.95});
  check_golden("mod_int", ops::mod, {.differentiable = false});
  check_golden("mod_signs", ops::mod, {.differentiable = false});
  check_golden("floor_divide", ops::floor_divide, {.differentiable = false});
  check_golden("floor_divide_int", ops::floor_divide, {.differentiable = false});
  check_golden("floor_divide_signs", ops::floor_divide, {.differentiable = false});
  const Tensor least = Tensor::scalar(-2147483648.0, int32);
  for (const double b : {0.0, -1.0}) {  // which the processor traps
    CHECK(ops::mod(least, Tensor::scalar(b, int32)).item<int>() == 0);
    CHECK(ops::floor_divide(least, Tensor::scalar(b, int32)).dtype() == int32);
  }
  CHECK(ops::floor_divide(Tensor({7}).cast(uint8), Tensor({2}).cast(uint8)).dtype() == uint8);
}

TEST_CASE("mod and floor_divide of integers: the same on every device") {
  const Tensor a({-2147483647, -7, -6, -1, 0, 1, 6, 7, 2147483647}),
      b = Tensor({{-3}, {-1}, {0}, {1}, {2}, {2147483647}});
  for (const DType dtype : {int32, int64, uint8})
    for (const Device device : test_devices()) {
      const Tensor x = a.cast(dtype), y = b.cast(dtype);
      CHECK(same_bits(ops::mod(x.to(device), y.to(device)).to(cpu{}), ops::mod(x, y)));
      CHECK(same_bits(ops::floor_divide(x.to(device), y.to(device)).to(cpu{}), ops::floor_divide(x, y)));
    }
}

TEST_CASE("arctan2, logaddexp, hypot: values, gradients") {
  check_golden("arctan2", ops::arctan2);
  check_op("arctan2", ops::arctan2, broadcast_shapes(), {.low = 0.5, .high = 2});
  check_golden("logaddexp", ops::logaddexp);
  check_golden("logaddexp_int", ops::logaddexp, {.differentiable = false});
  const double infinite = std::numeric_limits<double>::infinity();
  CHECK(ops::logaddexp(Tensor({-infinite}), Tensor({-infinite})).item<double>() == -infinite);
  CHECK(ops::logaddexp(Tensor({1000.0}), Tensor({1000.0})).item<double>() == Approx(1000 + std::log(2)));
  check_golden("hypot", ops::hypot);
  CHECK(ops::hypot(Tensor({3e30f}), Tensor({4e30f})).item<float>() == Approx(5e30f));
}

TEST_CASE("isclose and logical_xor: values") {
  check_golden_values("isclose", [](const Tensor& a, const Tensor& b) { return ops::isclose(a, b); });
  const double infinite = std::numeric_limits<double>::infinity();  // where Keras on TensorFlow differs from numpy
  CHECK(ops::isclose(Tensor({infinite}), Tensor({infinite})).item<bool>());
  const Tensor nan({std::nan("")});
  CHECK(ops::isclose(nan, nan, {.equal_nan = true}).item<bool>());
  CHECK_FALSE(ops::isclose(Tensor({1.0}), Tensor({infinite})).item<bool>());
  check_golden("logical_xor", ops::logical_xor, {.differentiable = false});
  check_golden("logical_xor_int", ops::logical_xor, {.differentiable = false});
}
