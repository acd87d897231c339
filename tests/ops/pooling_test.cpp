// ops/max_pool.hpp, average_pool.hpp, adaptive_max_pool.hpp, adaptive_average_pool.hpp.
#include <keratin/ops/adaptive_average_pool.hpp>
#include <keratin/ops/adaptive_max_pool.hpp>
#include <keratin/ops/average_pool.hpp>
#include <keratin/ops/max_pool.hpp>

#include <catch2/catch.hpp>
#include <limits>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;
using ops::PoolOptions;

namespace {

using Pool = Tensor (*)(const Tensor&, const PerAxis&, const PoolOptions&);
using AdaptivePool = Tensor (*)(const Tensor&, const PerAxis&, const ops::AdaptivePoolOptions&);

/// The golden case "name_suffix".
void check_pool(const std::string& name, Pool pool, const char* suffix, const PerAxis& size,
                const PoolOptions& options = {}) {
  OpCheck check{.expected = golden_case(name + suffix).result};
  check_op_on(
      name, [&](const Tensor& x) { return pool(x, size, options); }, golden_case(name + suffix).inputs, check);
}

/// Distinct numbers in an order without pattern: no maximum is shared.
Tensor distinct(const Shape& shape) {
  Tensor x = Tensor::empty(shape, float64);
  for (index_t i = 0; i < x.size(); ++i) x.data<double>()[i] = static_cast<double>(i * 7919 % 10007) / 1000 - 5;
  return x;
}

Tensor gradient_of(const Tensor& x, const std::function<Tensor(const Tensor&)>& op) {
  GradientTape tape;
  tape.watch(x);
  return tape.gradient(ops::sum(op(x)), x);
}

}  // namespace

TEST_CASE("max_pool and average_pool: values, gradients, shapes") {
  for (const auto& [name, pool] : {std::pair<const char*, Pool>("max_pool", ops::max_pool),
                                   std::pair<const char*, Pool>("average_pool", ops::average_pool)}) {
    check_pool(name, pool, "_1d", 3, {.strides = 2});
    check_pool(name, pool, "_1d_same", 3, {.strides = 2, .padding = "same"});
    check_pool(name, pool, "_2d", 2);
    check_pool(name, pool, "_2d_same", {3, 2}, {.strides = {2, 1}, .padding = "SAME"});
    check_pool(name, pool, "_2d_far", {1, 2}, {.strides = 3, .padding = "same"});
    check_pool(name, pool, "_2d_first", {2, 3}, {.strides = 1, .data_format = "channels_first"});
    check_pool(name, pool, "_3d", {2, 1, 2}, {.strides = {1, 2, 2}, .padding = "same"});
  }
}

TEST_CASE("max_pool and average_pool: channels of every number, windows of every size") {
  for (const index_t channels : {1, 3, 4, 5, 8, 16, 17, 19, 40})
    for (const auto& [size, stride] : {std::pair(2, 2), std::pair(3, 2), std::pair(1, 1)}) {
      const Tensor x = distinct({2, 6, 5, channels});
      const auto max = [size = size, stride = stride](const Tensor& in) {
        return ops::max_pool(in, size, {.strides = stride, .padding = "same"});
      };
      const auto mean = [size = size, stride = stride](const Tensor& in) {
        return ops::average_pool(in, size, {.strides = stride});
      };
      check_op_on("max_pool", max, {x});
      check_op_on("average_pool", mean, {x});
    }
  // Places in windows of more than 256 elements.
  check_op_on("max_pool",
              [](const Tensor& x) {
                return ops::max_pool(x, {20, 17}, {.strides = {3, 1}});
              },
              {distinct({1, 24, 18, 20})});
  check_op_on("max_pool", [](const Tensor& x) { return ops::max_pool(x, 2); }, {distinct({3, 30, 31, 33})});
}

TEST_CASE("adaptive pools: values, gradients, shapes") {
  for (const auto& [name, pool] :
       {std::pair<std::string, AdaptivePool>("adaptive_max_pool", ops::adaptive_max_pool),
        std::pair<std::string, AdaptivePool>("adaptive_average_pool", ops::adaptive_average_pool)}) {
    const auto check = [name = name, pool = pool](const char* suffix, const PerAxis& size, const char* format) {
      const Golden& g = golden_case(name + suffix);
      check_op_on(name, [&](const Tensor& x) { return pool(x, size, {.data_format = format}); }, g.inputs,
                  {.expected = g.result});
    };
    check("_1d", 3, "channels_last");
    check("_2d", {3, 4}, "channels_last");
    check("_2d_larger", 5, "channels_first");
    check("_3d", {2, 3, 1}, "channels_last");
  }
}

TEST_CASE("max_pool: the first of equals gets the gradient, and NaN wins") {
  const Tensor x = Tensor({{{1.f}, {2.f}, {2.f}, {0.f}, {0.f}, {0.f}}}).cast(float32);
  const Tensor dx = gradient_of(x, [](const Tensor& in) { return ops::max_pool(in, 3); });
  CHECK(values(dx) == std::vector<double>{0, 1, 0, 1, 0, 0});
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  const Tensor y = ops::max_pool(Tensor({{{1.f}, {nan}, {2.f}, {nan}, {-infinity}, {-infinity}}}), 2);
  CHECK(std::isnan(y.at<float>(0, 0, 0)));
  CHECK(std::isnan(y.at<float>(0, 1, 0)));
  CHECK(y.at<float>(0, 2, 0) == -infinity);
}

TEST_CASE("pools of integers stay integers") {
  const Tensor x = Tensor({{{1}, {4}, {3}, {2}}}).cast(uint8);
  CHECK(same_bits(ops::max_pool(x, 2), Tensor({{{4}, {3}}}).cast(uint8)));
  CHECK(same_bits(ops::average_pool(x, 2), Tensor({{{2}, {2}}}).cast(uint8)));
}

TEST_CASE("pools: errors") {
  const Tensor x = zeros({1, 4, 5, 2});
  CHECK_THROWS_WITH(ops::max_pool(x, 5), Catch::Contains("expected an input that holds a window of pool_size (5, 5)"));
  CHECK_THROWS_WITH(ops::max_pool(x, {1, 2, 3}), Catch::Contains("pool_size of 1 or 2 integers from 1; got (1, 2, 3)"));
  CHECK_THROWS_WITH(ops::average_pool(x, 2, {.strides = 0}), Catch::Contains("strides of 1 or 2 integers from 1"));
  CHECK_THROWS_WITH(ops::max_pool(x, 2, {.padding = "causal"}), Catch::Contains("got \"causal\""));
  CHECK_THROWS_WITH(ops::average_pool(x, 2, {.data_format = "NCHW"}), Catch::Contains("got \"NCHW\""));
  CHECK_THROWS_WITH(ops::max_pool(zeros({2, 2}), 2), Catch::Contains("got shape (2, 2)"));
  CHECK_THROWS_AS(ops::adaptive_max_pool(x, 0), value_error);
}
