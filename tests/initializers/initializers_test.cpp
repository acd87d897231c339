// Initializers: what they promise of their numbers (mean, spread, bounds, right angles), fans, seeds, names, functions.
#include <keratin/core/random.hpp>
#include <keratin/initializers/initializers.hpp>
#include <keratin/ops/matmul.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace keratin;
using namespace keratin::initializers;

namespace {

std::vector<double> numbers(const Tensor& x) {
  const Tensor wide = x.cast(float64);
  const auto span = wide.span<double>();
  return {span.begin(), span.end()};
}

struct Sample {
  double mean = 0, stddev = 0, min, max;
};

Sample sample(const Initializer& initializer, const Shape& shape, DType dtype = float32) {
  const Tensor x = initializer(shape, dtype);
  REQUIRE(x.shape() == shape);
  REQUIRE(x.dtype() == dtype);
  const auto v = numbers(x);
  Sample s{.min = *std::min_element(v.begin(), v.end()), .max = *std::max_element(v.begin(), v.end())};
  const auto n = static_cast<double>(v.size());
  for (double value : v) s.mean += value / n;
  for (double value : v) s.stddev += (value - s.mean) * (value - s.mean) / n;
  s.stddev = std::sqrt(s.stddev);
  return s;
}

/// Equally likely within ±limit.
void check_uniform(const Initializer& initializer, const Shape& shape, double limit) {
  const Sample s = sample(initializer, shape);
  CHECK(std::abs(s.mean) < 0.02 * limit);
  CHECK(s.stddev == Approx(limit / std::sqrt(3.0)).epsilon(0.02));
  CHECK((s.min >= -limit && s.min < -0.99 * limit));
  CHECK((s.max <= limit && s.max > 0.99 * limit));
}

/// Of that spread after the cut at two of the normal distribution's own standard deviations.
void check_truncated(const Initializer& initializer, const Shape& shape, double stddev) {
  const Sample s = sample(initializer, shape);
  const double cut = 2 * stddev / .87962566103423978;
  CHECK(std::abs(s.mean) < 0.03 * stddev);
  CHECK(s.stddev == Approx(stddev).epsilon(0.02));
  CHECK((s.min >= -1.0001 * cut && s.min < -0.97 * cut));
  CHECK((s.max <= 1.0001 * cut && s.max > 0.97 * cut));
}

/// rows·rowsᵀ or columnsᵀ·columns, whichever is smaller, is gain² times the identity.
void check_orthogonal(const Tensor& x, double gain, double tolerance) {
  const index_t columns = x.shape().back(), rows = x.size() / columns;
  const Tensor m = x.reshape({rows, columns}), t = m.transpose();
  const Tensor gram = (rows < columns ? ops::matmul(m, t) : ops::matmul(t, m)).cast(float64);
  const index_t n = std::min(rows, columns);
  double worst = 0;
  for (index_t i = 0; i < n; ++i)
    for (index_t j = 0; j < n; ++j)
      worst = std::max(worst, std::abs(gram.at<double>(i, j) - (i == j ? gain * gain : 0)));
  CHECK(worst < tolerance);
}

}  // namespace

TEST_CASE("constant initializers give their numbers", "[initializers]") {
  CHECK(numbers(Zeros()({2, 2})) == std::vector<double>{0, 0, 0, 0});
  CHECK(numbers(Ones()({3}, float64)) == std::vector<double>{1, 1, 1});
  CHECK(numbers(Ones()({2}, int32)) == std::vector<double>{1, 1});
  CHECK(numbers(Constant(0.5)({2, 1})) == std::vector<double>{0.5, 0.5});
  CHECK(Constant(0.7)({}).item<float>() == 0.7f);
  CHECK(Constant(0.7)({1}, float64).at<double>(0) == 0.7);
  CHECK(numbers(Constant()({1})) == std::vector<double>{0});
  CHECK(numbers(Identity({.gain = 2})({2, 3})) == std::vector<double>{2, 0, 0, 0, 2, 0});
  CHECK(numbers(Identity()({3, 2})) == std::vector<double>{1, 0, 0, 1, 0, 0});
  CHECK_THROWS_AS(Identity()({2, 2, 2}), shape_error);
  CHECK(Zeros()({0, 3}).size() == 0);
}

TEST_CASE("given values are copied", "[initializers]") {
  Tensor values({{1.f, 2.f}, {3.f, 4.f}});
  const Initializer exact = values, constant = Constant(values);
  values.at<float>(0, 0) = 9;
  for (const Initializer& initializer : {exact, constant}) {
    Tensor first = initializer({2, 2});
    first.at<float>(1, 1) = 9;
    CHECK(numbers(initializer({2, 2})) == std::vector<double>{1, 2, 3, 4});
    CHECK(initializer({2, 2}, float64).dtype() == float64);
  }
  CHECK(numbers(Constant(Tensor({1.f, 2.f}))({2, 2})) == std::vector<double>{1, 2, 1, 2});
  CHECK_THROWS_AS(exact({4}), shape_error);
  CHECK_THROWS_AS(constant({3, 3}), shape_error);
}

TEST_CASE("fans are those of Keras", "[initializers]") {
  const auto fans = [](const Shape& shape) {
    const Fans f = compute_fans(shape);
    return std::vector<index_t>{f.in, f.out};
  };
  CHECK(fans({}) == std::vector<index_t>{1, 1});
  CHECK(fans({7}) == std::vector<index_t>{7, 7});
  CHECK(fans({3, 4}) == std::vector<index_t>{3, 4});
  CHECK(fans({5, 12, 20}) == std::vector<index_t>{60, 100});
  CHECK(fans({3, 3, 16, 24}) == std::vector<index_t>{144, 216});
  CHECK(fans({2, 3, 4, 5, 6}) == std::vector<index_t>{120, 144});
  const Fans chosen = compute_fans({2, 3, 4, 5}, {0, 1}, {-2, -1});
  CHECK((chosen.in == 6 && chosen.out == 20));
  CHECK_THROWS_AS(compute_fans({2, 3}, 2, 0), shape_error);
}

TEST_CASE("random initializers have their mean, spread and bounds", "[initializers]") {
  const Sample normal = sample(RandomNormal({.mean = 0.2, .stddev = 0.3, .seed = 1}), {200, 150});
  CHECK(normal.mean == Approx(0.2).margin(0.006));
  CHECK(normal.stddev == Approx(0.3).epsilon(0.02));
  CHECK(normal.max > 0.2 + 3 * 0.3);
  const Sample uniform = sample(RandomUniform({.minval = -0.1, .maxval = 0.4, .seed = 1}), {200, 150}, float64);
  CHECK(uniform.mean == Approx(0.15).margin(0.005));
  CHECK(uniform.stddev == Approx(0.5 / std::sqrt(12.0)).epsilon(0.02));
  CHECK((uniform.min >= -0.1 && uniform.max < 0.4));
  check_truncated(TruncatedNormal({.stddev = 0.5, .seed = 1}), {200, 150}, 0.5 * .87962566103423978);
  check_uniform(RandomUniform({.seed = 2}), {200, 150}, 0.05);
}

TEST_CASE("Glorot, He and Lecun scale by fans", "[initializers]") {
  const Shape kernel{3, 3, 16, 24}, matrix{100, 200};  // fans 144, 216 and 100, 200
  check_uniform(GlorotUniform({.seed = 1}), kernel, 0.1290994);
  check_uniform(GlorotUniform({.seed = 1}), matrix, 0.1414214);
  check_uniform(HeUniform({.seed = 1}), kernel, 0.2041241);
  check_uniform(LecunUniform({.seed = 1}), kernel, 0.1443376);
  check_truncated(GlorotNormal({.seed = 1}), matrix, 0.0816497);
  check_truncated(HeNormal({.seed = 1}), kernel, 0.1178511);
  check_truncated(LecunNormal({.seed = 1}), matrix, 0.1);
  check_uniform(GlorotUniform({.seed = 1, .input_axes = 1, .output_axes = {0}}), matrix, 0.1414214);
  check_truncated(HeNormal({.seed = 1, .input_axes = {2, 3}, .output_axes = {0, 1}}), kernel, 0.0721688);
}

TEST_CASE("VarianceScaling takes each mode and distribution", "[initializers]") {
  const Shape matrix{100, 200};
  check_truncated(VarianceScaling({.seed = 1}), matrix, 0.1);
  check_truncated(VarianceScaling({.mode = "fan_out", .distribution = "normal", .seed = 1}), matrix, 0.0707107);
  check_uniform(VarianceScaling({.scale = 2, .mode = "fan_avg", .distribution = "uniform", .seed = 1}), matrix, 0.2);
  const Sample s =
      sample(VarianceScaling({.scale = 3, .mode = "fan_avg", .distribution = "untruncated_normal", .seed = 1}), matrix);
  CHECK(s.stddev == Approx(0.1414214).epsilon(0.02));
  CHECK(s.max > 3 * 0.1414214);
  CHECK_THROWS_AS(VarianceScaling({.scale = 0}), value_error);
  CHECK_THROWS_AS(VarianceScaling({.mode = "fan"}), value_error);
  CHECK_THROWS_AS(VarianceScaling({.distribution = "gauss"}), value_error);
  CHECK_THROWS_AS(RandomNormal({.stddev = -1}), value_error);
  CHECK_THROWS_AS(RandomUniform({.minval = 1, .maxval = 0}), value_error);
  CHECK_THROWS_AS(VarianceScaling()({2, 2}, int32), dtype_error);
}

TEST_CASE("Orthogonal gives right angles", "[initializers]") {
  check_orthogonal(Orthogonal({.gain = 1.5, .seed = 1})({6, 4}), 1.5, 1e-5);
  for (const Shape& shape :
       {Shape{1, 1}, Shape{4, 6}, Shape{40, 40}, Shape{33, 100}, Shape{3, 3, 8, 5}, Shape{2, 3, 9}}) {
    INFO(shape);
    check_orthogonal(Orthogonal({.seed = 2})(shape, float64), 1, 1e-13);
  }
  CHECK(Orthogonal()({0, 3}).size() == 0);
  CHECK_THROWS_AS(Orthogonal()({4}), shape_error);
  CHECK(Orthogonal({.seed = 3})({5, 5}, float64).dtype() == float64);
}

TEST_CASE("Orthogonal prefers no direction", "[initializers]") {
  // Of a 2 by 2 matrix, reflections and rotations by any angle are equally likely.
  constexpr int draws = 2000;
  int reflections = 0;
  double cosines = 0, squares = 0;
  for (int seed = 0; seed < draws; ++seed) {
    const Tensor q = Orthogonal({.seed = seed})({2, 2}, float64);
    const double a = q.at<double>(0, 0);
    reflections += a * q.at<double>(1, 1) - q.at<double>(0, 1) * q.at<double>(1, 0) < 0;
    cosines += a / draws;
    squares += a * a / draws;
  }
  CHECK(std::abs(reflections - draws / 2) < 100);
  CHECK(std::abs(cosines) < 0.06);
  CHECK(squares == Approx(0.5).margin(0.03));
}

TEST_CASE("the same seed gives the same numbers", "[initializers]") {
  const Shape shape{4, 5};
  CHECK(numbers(GlorotUniform({.seed = 7})(shape)) == numbers(GlorotUniform({.seed = 7})(shape)));
  CHECK(numbers(GlorotUniform({.seed = 7})(shape)) != numbers(GlorotUniform({.seed = 8})(shape)));
  CHECK(numbers(Orthogonal({.seed = 7})(shape)) == numbers(Orthogonal({.seed = 7})(shape)));
  CHECK(numbers(TruncatedNormal({.seed = 7})(shape)) == numbers(TruncatedNormal({.seed = 7})(shape)));
  const Initializer seeded = RandomNormal({.seed = 7}), unseeded = "random_normal";
  CHECK(numbers(seeded(shape)) == numbers(seeded(shape)));
  CHECK(numbers(unseeded(shape)) != numbers(unseeded(shape)));
  set_random_seed(3);
  const auto first = numbers(unseeded(shape));
  set_random_seed(3);
  CHECK(numbers(unseeded(shape)) == first);
}

TEST_CASE("initializers go by Keras's names", "[initializers]") {
  const char* const names[] = {
      "Constant",        "GlorotNormal",    "GlorotUniform", "HeNormal",   "HeUniform",    "Identity",
      "LecunNormal",     "LecunUniform",    "Ones",          "Orthogonal", "RandomNormal", "RandomUniform",
      "TruncatedNormal", "VarianceScaling", "Zeros"};
  for (const char* name : names) CHECK(Initializer(name).impl().class_name() == name);
  CHECK(Initializer("glorot_uniform").impl().class_name() == "GlorotUniform");
  CHECK(Initializer(std::string("lecun_normal")).impl().class_name() == "LecunNormal");
  CHECK(get("uniform").impl().class_name() == "RandomUniform");
  CHECK(get("normal").impl().class_name() == "RandomNormal");
  CHECK(get("one").impl().class_name() == "Ones");
  CHECK(get("zero").impl().class_name() == "Zeros");
  CHECK_THROWS_AS(Initializer("glorot"), name_error);
  CHECK_THROWS_WITH(Initializer("glorot"), Catch::Contains("glorot_uniform") && Catch::Contains("got \"glorot\""));
}

TEST_CASE("a function is an initializer, and none is not", "[initializers]") {
  const Initializer twos = [](const Shape& shape, DType dtype) { return full(shape, 2, dtype); };
  CHECK(numbers(twos({2}, float64)) == std::vector<double>{2, 2});
  const Initializer wrong = [](const Shape&, DType) { return zeros({1}); };
  CHECK_THROWS_AS(wrong({2}), shape_error);
  const Initializer none;
  CHECK(!none);
  CHECK(twos);
  CHECK_THROWS_AS(none({2}), state_error);
  CHECK_THROWS_AS(twos({None, 2}), shape_error);
  static_assert(!std::is_constructible_v<Initializer, int> && !std::is_constructible_v<Initializer, std::nullptr_t>);
}
