// random::categorical: how often each class comes.
#include <keratin/ops/categorical.hpp>

#include <catch2/catch.hpp>
#include <limits>

#include "support/tensors.hpp"

namespace categorical_test {

using namespace keratin;
using random::categorical;

TEST_CASE("classes come as often as their probabilities say") {
  const double p[2][4] = {{0.1, 0.2, 0.3, 0.4}, {0.7, 0, 0.05, 0.25}};
  Tensor logits = Tensor::empty({2, 4});
  for (index_t r = 0; r < 2; ++r)
    for (index_t k = 0; k < 4; ++k)
      logits.at<float>(r, k) = static_cast<float>(std::log(p[r][k])) + 50.f * static_cast<float>(r);
  const index_t n = 100000;
  const Tensor drawn = categorical(logits, n, {.seed = 1});
  CHECK(drawn.shape() == Shape{2, n});
  CHECK(drawn.dtype() == int32);
  for (index_t r = 0; r < 2; ++r) {
    double count[4] = {};
    for (index_t i = 0; i < n; ++i) ++count[drawn.at<std::int32_t>(r, i)];
    for (index_t k = 0; k < 4; ++k) {
      const double expected = p[r][k] * static_cast<double>(n);  // within five standard deviations
      CHECK(std::abs(count[k] - expected) <= 5 * std::sqrt(expected * (1 - p[r][k])));
    }
  }
}

TEST_CASE("the same seed draws the same classes") {
  const Tensor logits = zeros({3, 7}, float64);
  const Tensor a = categorical(logits, 20, {.dtype = int64, .seed = 4});
  CHECK(a.dtype() == int64);
  CHECK(testing::values(a) == testing::values(categorical(logits, 20, {.seed = 4})));
  CHECK(testing::values(a) != testing::values(categorical(logits, 20, {.seed = 5})));
  set_random_seed(1);
  const Tensor first = categorical(logits, 20), second = categorical(logits, 20);
  CHECK(testing::values(first) != testing::values(second));
  CHECK(categorical(logits, 0).shape() == Shape{3, 0});
}

TEST_CASE("categorical refuses what gives no probabilities") {
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK_THROWS_AS(categorical(zeros({3}), 1), shape_error);
  CHECK_THROWS_AS(categorical(zeros({3, 0}), 1), shape_error);
  CHECK_THROWS_AS(categorical(zeros({3, 2}), -1), value_error);
  CHECK_THROWS_AS(categorical(zeros({3, 2}), 1, {.dtype = float32}), dtype_error);
  CHECK_THROWS_AS(categorical(Tensor({{-infinity, -infinity}}), 1), value_error);
  CHECK_THROWS_AS(categorical(Tensor({{0.f, infinity}}), 1), value_error);
  CHECK_THROWS_AS(categorical(Tensor({{std::nanf(""), 0.f}}), 1), value_error);
  CHECK_THROWS_AS(categorical(Tensor({{0.f, std::nanf("")}}), 1), value_error);
  CHECK(testing::values(categorical(Tensor({{0.f, -infinity}}), 3)) == std::vector<double>{0, 0, 0});
}

}  // namespace categorical_test
