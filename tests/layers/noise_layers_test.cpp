// GaussianNoise, GaussianDropout, AlphaDropout and ActivityRegularization.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/check_layer.hpp"

using namespace keratin;
using namespace keratin::layers;
using testing::all_close;
using testing::check_layer;
using testing::random_tensor;
using testing::same_bits;

namespace {

double mean_of(const Tensor& x) { return ops::mean(x.cast(float64)).item<double>(); }
double deviation_of(const Tensor& x) { return ops::std(x.cast(float64)).item<double>(); }

/// Only while training; the same seed, the same noise; a run's noise from the run.
void check_noise(const std::function<Layer(std::optional<Int>)>& make) {
  const Tensor x = random_tensor({50, 40}).cast(float32);
  CHECK(same_bits(make({})(x), x));
  const Layer a = make(3), b = make(3);
  const Tensor first = a(x, {.training = true});
  CHECK_FALSE(same_bits(first, x));
  CHECK(same_bits(first, b(x, {.training = true})));
  CHECK_FALSE(same_bits(first, a(x, {.training = true})));
  RunState run{RandomGenerator(7)}, other{RandomGenerator(7)};
  const Layer c = make({});
  CHECK(same_bits(c(x, {.training = true, .run = &run}), c(x, {.training = true, .run = &other})));
  CHECK(c(random_tensor({2, 3}), {.training = true}).dtype() == float64);
  CHECK(c(Tensor({{1, 2}}), {.training = true}).dtype() == float32);
}

/// With the same noise each time: the gradient of the input against finite differences.
void check_noise_gradient(const std::function<Layer(std::optional<Int>)>& make) {
  const Tensor x = random_tensor({3, 4}), p = random_tensor({3, 4}, -1, 1, 2);
  const auto loss = [&] { return testing::weighted_sum(make(5)(x, {.training = true}), p); };
  GradientTape tape;
  tape.watch(x);
  const Tensor gradient = tape.gradient(loss(), x);
  for (index_t i = 0; i < x.size(); ++i) {
    double& v = x.data<double>()[i];
    const double before = v;
    v = before + 1e-5;
    const double above = loss().item<double>();
    v = before - 1e-5;
    const double below = loss().item<double>();
    v = before;
    CHECK(testing::close(gradient.data<double>()[i], (above - below) / 2e-5, 1e-6));
  }
}

}  // namespace

TEST_CASE("GaussianNoise") {
  check_layer("GaussianNoise", [] { return GaussianNoise(0.0); }, {2, 5}, {.output = Shape{2, 5}});
  const auto make = [](std::optional<Int> seed) { return GaussianNoise(0.5, {.seed = seed}); };
  check_noise(make);
  check_noise_gradient(make);
  const Tensor y = GaussianNoise(0.5, {.seed = 1})(ones({200, 100}), {.training = true});
  CHECK(mean_of(y) == Approx(1).margin(0.02));
  CHECK(deviation_of(y) == Approx(0.5).margin(0.02));
  CHECK_THROWS_WITH(GaussianNoise(1.5), Catch::Contains("stddev from 0 to 1; got 1.5"));
}

TEST_CASE("GaussianDropout") {
  check_layer("GaussianDropout", [] { return GaussianDropout(0.0); }, {2, 5}, {.output = Shape{2, 5}});
  const auto make = [](std::optional<Int> seed) { return GaussianDropout(0.2, {.seed = seed}); };
  check_noise(make);
  check_noise_gradient(make);
  const Tensor y = GaussianDropout(0.2, {.seed = 1})(full({200, 100}, 3), {.training = true});
  CHECK(mean_of(y) == Approx(3).margin(0.05));
  CHECK(deviation_of(y) == Approx(1.5).margin(0.05));  // 3 sqrt(0.2 / 0.8)
  CHECK_THROWS_AS(GaussianDropout(1), value_error);
}

TEST_CASE("AlphaDropout") {
  check_layer("AlphaDropout", [] { return AlphaDropout(0.0); }, {2, 5}, {.output = Shape{2, 5}});
  const auto make = [](std::optional<Int> seed) { return AlphaDropout(0.3, {.seed = seed}); };
  check_noise(make);
  check_noise_gradient(make);
  const Tensor x = random::normal({300, 100}, 0, 1, {.seed = 2});
  const Tensor y = AlphaDropout(0.3, {.seed = 1})(x, {.training = true});
  CHECK(mean_of(y) == Approx(0).margin(0.03));  // both stay
  CHECK(deviation_of(y) == Approx(1).margin(0.03));
  // What is dropped is one value: a alpha' + b, with alpha' = -1.7580993408473766.
  const double least = -1.7580993408473766, a = 1 / std::sqrt(0.7 * (1 + 0.3 * least * least)), b = -a * least * 0.3;
  index_t dropped = 0;
  for (index_t i = 0; i < x.size(); ++i) {
    const double v = y.data<float>()[i], kept = a * static_cast<double>(x.data<float>()[i]) + b;
    const bool is_kept = std::abs(v - kept) < 1e-5;
    CHECK((is_kept || std::abs(v - (a * least + b)) < 1e-5));
    dropped += !is_kept;
  }
  CHECK(static_cast<double>(dropped) / 30000 == Approx(0.3).margin(0.02));
  const Tensor rows = AlphaDropout(0.5, {.noise_shape = {None, 1}})(ones({20, 9}), {.training = true});
  for (index_t i = 0; i < 20; ++i)
    for (index_t j = 1; j < 9; ++j) REQUIRE(rows.at<float>(i, j) == rows.at<float>(i, 0));
  CHECK_THROWS_AS(AlphaDropout(-0.1), value_error);
  CHECK_THROWS_AS(static_cast<void>(AlphaDropout(0.5, {.noise_shape = {1}})(ones({2, 3}), {.training = true})),
                  shape_error);
}

TEST_CASE("ActivityRegularization adds to the loss") {
  check_layer("ActivityRegularization", [] { return ActivityRegularization(); }, {3}, {.output = Shape{3}});
  Sequential model({Input({2}), ActivityRegularization({.l1 = 0.5, .l2 = 0.25})});
  model.compile({.loss = "mse"});
  const Tensor x = Tensor({{1.f, -2.f}, {3.f, 0.f}});
  // Σ |x| = 6, Σ x² = 14, over a batch of 2.
  CHECK(model.evaluate(x, x, {.verbose = 0})["loss"] == Approx((0.5 * 6 + 0.25 * 14) / 2));
}
