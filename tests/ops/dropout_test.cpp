// ops/dropout.hpp.
#include <keratin/ops/dropout.hpp>
#include <keratin/ops/operators.hpp>

#include <catch2/catch.hpp>
#include <limits>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {
constexpr RandomKey key{42, 3};
Tensor mask(const Shape& shape, double rate, RandomKey k = key, DType dtype = float32) {
  return ops::dropout(ones(shape, dtype), rate, k);
}
}  // namespace

TEST_CASE("dropout with one key is a linear function: values, gradients, every vector width") {
  for (const double rate : {0.0, 0.3, 0.5, 1.0})
    for (const Shape& shape : {Shape{}, Shape{7}, Shape{5, 13}, Shape{0, 2}, Shape{301, 111}}) {
      const auto drop = [rate](const Tensor& x) { return x.symbolic() ? x : ops::dropout(x, rate, key); };
      const Tensor x = random_tensor(shape);
      const OpCheck options{};
      parts::check_gradients(parts::as_op(drop), {x}, options);
      parity_op("dropout", Checked::gradient);
      parts::check_levels(parts::as_op(drop), {x}, options);
    }
}

TEST_CASE("dropout keeps the share, scales the rest, and drops no two keys alike") {
  for (const double rate : {0.1, 0.5, 0.8}) {
    const Tensor y = mask({100000}, rate);
    index_t kept = 0;
    for (const float v : y.span<float>()) {
      CHECK((v == 0 || v == static_cast<float>(1) / (1 - static_cast<float>(rate))));
      kept += v != 0;
    }
    const double share = static_cast<double>(kept) / 1e5, deviation = std::sqrt(rate * (1 - rate) / 1e5);
    CHECK(std::abs(share - (1 - rate)) < 5 * deviation);
  }
  CHECK(same_bits(mask({1000}, 0.5), mask({1000}, 0.5)));
  CHECK_FALSE(same_bits(mask({1000}, 0.5), mask({1000}, 0.5, {42, 4})));
  CHECK_FALSE(same_bits(mask({1000}, 0.5), mask({1000}, 0.5, {43, 3})));
}

TEST_CASE("dropout of rate 0 and 1") {
  const Tensor x = random_tensor({1000});
  CHECK(same_bits(ops::dropout(x, 0, key), x));
  CHECK(values(ops::dropout(x, 1, key)) == std::vector<double>(1000, 0.0));
}

TEST_CASE("the elements dropped do not depend on threads, vector width or dtype") {
  const Tensor want = mask({100003}, 0.25);
  each_level([&] { CHECK(same_bits(mask({100003}, 0.25), want)); });
  for (const int n : {1, 2, 3, 7}) {
    const WithThreads threads(n);
    CHECK(same_bits(mask({100003}, 0.25), want));
  }
  CHECK(all_close(mask({100003}, 0.25, key, float64), want, 1e-6));
  CHECK(same_bits(mask({1001}, 0.25), want.slice(0, 1001)));
}

TEST_CASE("what is dropped is 0 even if it was NaN or infinite") {
  const double inf = std::numeric_limits<double>::infinity();
  for (const double v : {inf, std::numeric_limits<double>::quiet_NaN()})
    for (const double y : values(ops::dropout(full({100}, v), 0.5, key))) CHECK((y == 0 || std::isnan(y) || y == inf));
  CHECK(values(ops::dropout(full({37}, inf), 1, key)) == std::vector<double>(37, 0.0));
}

TEST_CASE("dropout refuses rates out of range and integers") {
  CHECK_THROWS_WITH(mask({2}, 1.5), "dropout: expected a rate from 0 to 1; got 1.5.");
  CHECK_THROWS_AS(mask({2}, -0.1), value_error);
  CHECK_THROWS_AS(mask({2}, std::numeric_limits<double>::quiet_NaN()), value_error);
  CHECK_THROWS_AS(mask({2}, 0.5, key, int32), dtype_error);
}
