// Circles: where the points lie, how many, and that a seed decides them.
#include <keratin/datasets/make_circles.hpp>

#include <catch2/catch.hpp>
#include <cmath>

namespace make_circles_test {

using namespace keratin;
using datasets::make_circles;

double radius(const Tensor& x, index_t i) {
  return std::hypot(static_cast<double>(x.at<float>(i, 0)), static_cast<double>(x.at<float>(i, 1)));
}

TEST_CASE("make_circles puts points on two circles") {
  const auto [x, y] = make_circles({.n_samples = 101, .factor = 0.3});
  REQUIRE(x.shape() == Shape{101, 2});
  REQUIRE(y.shape() == Shape{101});
  index_t inner = 0, turns = 0;
  for (index_t i = 0; i < 101; ++i) {
    const bool in = y.at<std::int64_t>(i) == 1;
    inner += in;
    turns += i > 0 && y.at<std::int64_t>(i) != y.at<std::int64_t>(i - 1);
    CHECK(radius(x, i) == Approx(in ? 0.3 : 1.0).epsilon(1e-5));
  }
  CHECK(inner == 51);
  CHECK(turns > 20);
}

TEST_CASE("make_circles without shuffling starts as sklearn's") {
  const auto points = make_circles({.n_samples = 8, .shuffle = false});
  const float expected[8][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {0.8f, 0}, {0, 0.8f}, {-0.8f, 0}, {0, -0.8f}};
  for (index_t i = 0; i < 8; ++i) {
    CHECK(points.x.at<float>(i, 0) == Approx(expected[i][0]).margin(1e-6));
    CHECK(points.x.at<float>(i, 1) == Approx(expected[i][1]).margin(1e-6));
    CHECK(points.y.at<std::int64_t>(i) == (i >= 4));
  }
}

TEST_CASE("make_circles draws noise from its seed") {
  const auto draw = [](int seed) { return make_circles({.n_samples = 2000, .noise = 0.1, .random_state = seed}); };
  const auto a = draw(3), same = draw(3), other = draw(4);
  const auto all = [](const Tensor& x) { return std::vector<float>(x.span<float>().begin(), x.span<float>().end()); };
  CHECK(all(a.x) == all(same.x));
  CHECK(all(a.x) != all(other.x));
  double sum = 0, squares = 0;
  for (index_t i = 0; i < 2000; ++i) {
    const double off = radius(a.x, i) - (a.y.at<std::int64_t>(i) == 1 ? 0.8 : 1.0);
    sum += off;
    squares += off * off;
  }
  CHECK(std::abs(sum / 2000) < 0.02);
  CHECK(std::sqrt(squares / 2000) == Approx(0.1).epsilon(0.1));
}

TEST_CASE("make_circles names options out of range") {
  CHECK_THROWS_AS(make_circles({.n_samples = 0}), value_error);
  CHECK_THROWS_WITH(make_circles({.factor = 1}), Catch::Contains("factor from 0 to below 1; got 1"));
  CHECK_THROWS_WITH(make_circles({.noise = -1}), Catch::Contains("noise"));
}

}  // namespace make_circles_test
