// RandomFlip, RandomRotation, RandomZoom, RandomTranslation, RandomContrast, RandomBrightness and RandomCrop. What they
// do with given numbers is checked against Keras in layers_golden_test.cpp; here, what they draw.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <set>

#include "support/check_layer.hpp"

using namespace keratin;
using namespace keratin::layers;
using testing::all_close;
using testing::check_layer;
using testing::random_tensor;
using testing::same_bits;
using testing::values;

namespace {

using Make = std::function<Layer(std::optional<Int>)>;

/// Only while training; the same seed, the same bits; a run's numbers from the run; another image, another number.
void check_random(const Make& make, const Shape& shape, bool each_differs = true) {
  const Tensor x = random_tensor(shape, 0, 255).cast(float32);
  const Layer a = make(3), b = make(3);
  INFO(a.class_name());
  const Tensor first = a(x, {.training = true});
  CHECK_FALSE(same_bits(first, a(x)));
  CHECK(same_bits(first, b(x, {.training = true})));
  CHECK_FALSE(same_bits(first, a(x, {.training = true})));
  RunState run{RandomGenerator(7)}, other{RandomGenerator(7)};
  const Layer c = make({});
  CHECK(same_bits(c(x, {.training = true, .run = &run}), c(x, {.training = true, .run = &other})));
  CHECK(a(x.cast(uint8)).dtype() == float32);
  CHECK(a(x.cast(float64), {.training = true}).dtype() == float64);
  CHECK(a(x[0], {.training = true}).shape() == first.shape().from(1));  // one image, without batch
  const Tensor alike = ops::broadcast_to(x.slice(0, 1), x.shape());
  const Tensor y = make(5)(alike, {.training = true});
  CHECK(same_bits(y[0], y[1]) != each_differs);
}

/// Each image's mean.
std::vector<double> means(const Tensor& images) { return values(ops::mean(images, {1, 2, 3})); }

/// That numbers drawn lie between low and high, and spread over it.
void check_spread(const std::vector<double>& numbers, double low, double high) {
  double sum = 0, least = high, most = low;
  for (const double v : numbers) {
    CHECK(v >= low - 1e-5);
    CHECK(v <= high + 1e-5);
    sum += v;
    least = std::min(least, v);
    most = std::max(most, v);
  }
  CHECK(sum / static_cast<double>(numbers.size()) == Approx((low + high) / 2).margin(0.06 * (high - low)));
  CHECK(least < low + 0.05 * (high - low));
  CHECK(most > high - 0.05 * (high - low));
}

/// Images (n, size, size, 1) of a ramp: x + 100 y.
Tensor ramps(index_t n, index_t size) {
  Tensor x = Tensor::empty({n, size, size, 1}, float32);
  for (index_t i = 0; i < x.size(); ++i) x.data<float>()[i] = static_cast<float>(i % size + 100 * (i / size % size));
  return x;
}

}  // namespace

TEST_CASE("random image layers: all that is true of layers when they rest") {
  check_layer("RandomFlip", [] { return RandomFlip(); }, {4, 5, 3}, {.output = Shape{4, 5, 3}, .wrong = Shape{4}});
  check_layer("RandomContrast", [] { return RandomContrast(0.0); }, {4, 5, 3}, {.low = 1, .high = 250});
  check_layer("RandomBrightness", [] { return RandomBrightness(0); }, {4, 5, 3}, {.low = 1, .high = 250});
  check_layer("RandomRotation", [] { return RandomRotation(0); }, {4, 5, 3}, {.output = Shape{4, 5, 3}});
  check_layer("RandomZoom", [] { return RandomZoom(0); }, {4, 5, 3}, {.output = Shape{4, 5, 3}});
  check_layer("RandomTranslation", [] { return RandomTranslation(0, 0); }, {4, 5, 3}, {.output = Shape{4, 5, 3}});
  check_layer("RandomCrop", [] { return RandomCrop(4, 5); }, {4, 5, 3}, {.output = Shape{4, 5, 3}});
}

TEST_CASE("random image layers: seeds, runs, dtypes") {
  const Shape images = {6, 9, 8, 3};
  check_random([](auto seed) { return RandomRotation(0.2, {.seed = seed}); }, images);
  check_random([](auto seed) { return RandomZoom({-0.3, 0.4}, {.width_factor = 0.2, .seed = seed}); }, images);
  check_random([](auto seed) { return RandomTranslation(0.3, {0.1, 0.2}, {.seed = seed}); }, images);
  check_random([](auto seed) { return RandomContrast(0.5, {.seed = seed}); }, images);
  check_random([](auto seed) { return RandomBrightness(0.3, {.seed = seed}); }, images);
  check_random([](auto seed) { return RandomCrop(3, 2, {.seed = seed}); }, images, false);  // one part for the batch
  const Tensor x = random_tensor({64, 3, 4, 1}).cast(float32);
  CHECK(same_bits(RandomFlip({.seed = 3})(x, {.training = true}), RandomFlip({.seed = 3})(x, {.training = true})));
}

TEST_CASE("RandomFlip turns half of the images around") {
  const Tensor x = ramps(400, 3);
  for (const auto& [mode, axes] :
       {std::pair<std::string, Axes>("horizontal", 2), std::pair<std::string, Axes>("vertical", 1),
        std::pair<std::string, Axes>("horizontal_and_vertical", {1, 2})}) {
    const Tensor y = RandomFlip(mode, {.seed = 1})(x, {.training = true}), around = ops::flip(x, axes);
    int turned = 0;
    for (index_t i = 0; i < 400; ++i) {
      const bool same = same_bits(y[i], x[i]);
      CHECK((same || same_bits(y[i], around[i])));
      turned += !same;
    }
    CHECK(turned > 150);
    CHECK(turned < 250);
  }
  CHECK(RandomFlip("vertical", {.data_format = "channels_first"})(ramps(2, 3), {.training = true}).shape() ==
        Shape{2, 3, 3, 1});
}

TEST_CASE("random maps: angles, shifts and zooms lie where factors say") {
  const index_t n = 300;
  const Tensor x = ramps(n, 21);  // linear, so that reading at another place adds what the place has more
  const auto at = [](const Tensor& y, index_t row, index_t column) {
    return values(y.slice({Slice(), Slice(row, row + 1), Slice(column, column + 1)}));
  };
  // Turned by a, the pixel right of the middle reads from (cos a, sin a) beside it: cos a + 100 sin a more.
  constexpr double turn = 6.283185307179586;
  const double tilt = std::atan(0.01) / turn;
  std::vector<double> turns;
  for (const double v : at(RandomRotation({-0.1, 0.15}, {.seed = 1})(x, {.training = true}), 10, 11))
    turns.push_back(std::asin((v - 1010) / std::sqrt(10001.0)) / turn - tilt);
  check_spread(turns, -0.1, 0.15);
  // Shifted by part of the size, the middle reads from that far before it.
  std::vector<double> right;
  for (const double v : at(RandomTranslation(0, {-0.2, 0.1}, {.seed = 2})(x, {.training = true}), 10, 10))
    right.push_back((1010 - v) / 21);
  check_spread(right, -0.2, 0.1);
  // Zoomed out by z, a pixel reads from z times as far from the middle.
  std::vector<double> zooms;
  for (const double v : at(RandomZoom({-0.4, 0.3}, {.seed = 3})(x, {.training = true}), 10, 15))
    zooms.push_back((v - 1010) / 5 - 1);
  check_spread(zooms, -0.4, 0.3);
}

TEST_CASE("RandomBrightness and RandomContrast: how much lies where factors say") {
  const index_t n = 400;
  const Tensor gray = full({n, 2, 2, 1}, 100);
  std::vector<double> added;
  for (const double v : means(RandomBrightness({-0.1, 0.3}, {.seed = 1})(gray, {.training = true})))
    added.push_back((v - 100) / 255);
  check_spread(added, -0.1, 0.3);
  Tensor x = Tensor::empty({n, 1, 2, 1}, float32);
  for (index_t i = 0; i < x.size(); ++i) x.data<float>()[i] = i % 2 == 0 ? 90.f : 110.f;
  const Tensor y = RandomContrast({0.3, 0.5}, {.seed = 2})(x, {.training = true});
  std::vector<double> factors;
  for (index_t i = 0; i < n; ++i) factors.push_back((y.at<float>(i, 0, 1, 0) - 100) / 10);
  check_spread(factors, 0.7, 1.5);
  // Results stay in the range.
  const Tensor bright = RandomBrightness({1, 1}, {.value_range = {0, 120}})(gray, {.training = true});
  CHECK(values(ops::max(bright)) == std::vector<double>{120});
}

TEST_CASE("RandomCrop takes every part, and while not training the middle") {
  const Tensor x = ramps(2, 5);
  const Layer crop = RandomCrop(2, 3, {.seed = 1});
  std::set<double> corners;
  for (int i = 0; i < 300; ++i) {
    const Tensor y = crop(x, {.training = true});
    REQUIRE(y.shape() == Shape{2, 2, 3, 1});
    const double corner = y.at<float>(0, 0, 0, 0);
    REQUIRE(
        all_close(y,
                  x.slice({Slice(), Slice(static_cast<index_t>(corner) / 100, static_cast<index_t>(corner) / 100 + 2),
                           Slice(static_cast<index_t>(corner) % 100, static_cast<index_t>(corner) % 100 + 3)}),
                  1e-6));
    corners.insert(corner);
  }
  CHECK(corners == std::set<double>{0, 1, 2, 100, 101, 102, 200, 201, 202, 300, 301, 302});
  CHECK(same_bits(crop(x), CenterCrop(2, 3)(x)));
  CHECK(RandomCrop(2, 3)(Input({8, 8, 3})).shape() == Shape{None, 2, 3, 3});
}

TEST_CASE("random image layers let gradients through") {
  for (const Layer& layer :
       {Layer(RandomRotation({0.1, 0.1})), Layer(RandomZoom({-0.2, -0.2})),
        Layer(RandomTranslation({0.2, 0.2}, {0.1, 0.1}, {.fill_mode = "wrap"})), Layer(RandomBrightness({0.1, 0.1}))}) {
    INFO(layer.class_name());
    const Tensor x = random_tensor({2, 4, 5, 2}, 10, 200), p = random_tensor({2, 4, 5, 2}, -1, 1, 2);
    const auto loss = [&] { return testing::weighted_sum(layer(x, {.training = true}), p); };
    GradientTape tape;
    tape.watch(x);
    const Tensor gradient = tape.gradient(loss(), x);
    for (index_t i = 0; i < x.size(); i += 7) {
      double& v = x.data<double>()[i];
      const double before = v;
      v = before + 1e-3;
      const double above = loss().item<double>();
      v = before - 1e-3;
      const double below = loss().item<double>();
      v = before;
      CHECK(testing::close(gradient.data<double>()[i], (above - below) / 2e-3, 1e-6));
    }
  }
}

TEST_CASE("random image layers: errors") {
  CHECK_THROWS_WITH(RandomFlip("diagonal"), Catch::Contains("got \"diagonal\""));
  CHECK_THROWS_WITH(RandomRotation(1.5), Catch::Contains("as factor a number from -1 to 1, or two; got 1.5"));
  CHECK_THROWS_WITH(RandomRotation(0.1, {.fill_mode = "mirror"}), Catch::Contains("got \"mirror\""));
  CHECK_THROWS_WITH(RandomZoom(0.1, {.interpolation = "bicubic"}), Catch::Contains("got \"bicubic\""));
  CHECK_THROWS_WITH(RandomZoom({-1, 0}), Catch::Contains("above -1 and up to 1; got -1"));
  CHECK_THROWS_WITH(RandomTranslation(0.1, {0.1, 0.2, 0.3}), Catch::Contains("as width_factor"));
  CHECK_THROWS_WITH(RandomContrast(-0.1), Catch::Contains("from 0 to 1"));
  CHECK_THROWS_WITH(RandomBrightness(0.1, {.value_range = 3}), Catch::Contains("value_range of two numbers; got 1"));
  CHECK_THROWS_WITH(RandomCrop(0, 2), Catch::Contains("above 0; got 0 and 2"));
  CHECK_THROWS_WITH(static_cast<void>(RandomFlip()(zeros({2, 2}))), Catch::Contains("expected images of shape"));
}
