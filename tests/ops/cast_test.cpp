// ops/cast.hpp.
#include <keratin/ops/cast.hpp>
#include <keratin/ops/multiply.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("cast between all dtypes keeps what fits") {
  const DType dtypes[] = {float32, float64, int32, int64, uint8, bool_};
  for (const DType from : dtypes)
    for (const DType to : dtypes) {
      INFO(to_text(from) << " to " << to_text(to));
      const Tensor x = Tensor::from({0, 1, 1, 0, 1}, {5}).cast(from);
      CHECK(x.cast(to).dtype() == to);
      CHECK(values(x.cast(to)) == std::vector<double>{0, 1, 1, 0, 1});
      CHECK(ops::cast(zeros({0, 3}, from), to).shape() == Shape{0, 3});
    }
}

TEST_CASE("cast converts as C++ does") {
  CHECK(values(Tensor({-1.75f, 2.75f}).cast(int32)) == std::vector<double>{-1, 2});
  CHECK(values(Tensor({0.25f, 0.f, -3.f}).cast(bool_)) == std::vector<double>{1, 0, 1});
  CHECK(values(Tensor({300, -1}).cast(uint8)) == std::vector<double>{44, 255});
}

TEST_CASE("cast of a large uint8 tensor is right at every place") {
  std::vector<std::uint8_t> bytes(70001);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 7);
  const Tensor x = Tensor::from(bytes, {70001});
  each_level([&] { CHECK(values(x.cast(float32)) == std::vector<double>(bytes.begin(), bytes.end())); });
}

TEST_CASE("a cast to the own dtype is the tensor itself") {
  const Tensor x = zeros({3});
  CHECK(x.cast(float32).impl() == x.impl());
}

TEST_CASE("a gradient passes a cast in the input's dtype, and stops at integers") {
  const Tensor x({1.f, 2.f});
  GradientTape tape({.persistent = true});
  tape.watch(x);
  const Tensor wide = x.cast(float64);
  const Tensor g = tape.gradient(ops::multiply(wide, wide), x);
  CHECK(g.dtype() == float32);
  CHECK(values(g) == std::vector<double>{2, 4});
  CHECK_FALSE(tape.gradient(x.cast(int32).cast(float32), x).defined());
  check_golden("cast", [](const Tensor& in) { return ops::cast(in, int32); }, {.differentiable = false});
  check_op("cast", [](const Tensor& in) { return ops::cast(in, in.dtype()); }, {{Shape{3}}});
}

TEST_CASE("stop_gradient shares the elements and stops the gradient") {
  check_golden("stop_gradient", ops::stop_gradient, {.differentiable = false});
  check_op("stop_gradient", ops::stop_gradient, {{Shape{3, 2}}}, {.differentiable = false});
  const Tensor x({1.0, 2.0});
  CHECK(ops::stop_gradient(x).data<double>() == x.data<double>());
  GradientTape tape;
  tape.watch(x);
  CHECK(values(tape.gradient(ops::multiply(x, ops::stop_gradient(x)), x)) == std::vector<double>{1, 2});
}
