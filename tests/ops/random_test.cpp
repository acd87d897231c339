// ops/random.hpp: distributions, seeds, and that numbers depend on neither threads nor vector width.
#include <keratin/ops/operators.hpp>
#include <keratin/ops/random.hpp>
#include <keratin/ops/reductions.hpp>

#include <catch2/catch.hpp>
#include <map>

#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

/// The greatest distance between the sample's distribution function and `cdf` (Kolmogorov and Smirnov).
template <class F>
double distance(const Tensor& x, F cdf) {
  std::vector<double> v = values(x);
  std::sort(v.begin(), v.end());
  const double n = static_cast<double>(v.size());
  double d = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    const double c = cdf(v[i]), at = static_cast<double>(i);
    d = std::max({d, c - at / n, (at + 1) / n - c});
  }
  return d * std::sqrt(n);  // above 1.95 once in a thousand samples
}
double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

}  // namespace

TEST_CASE("random numbers follow their distributions") {
  for (const DType dtype : {float32, float64}) {
    const random::RandomOptions options{.dtype = dtype, .seed = 9};
    const Tensor u = random::uniform({100000}, -1, 3, options), n = random::normal({100000}, 2, 0.5, options);
    const Tensor t = random::truncated_normal({100000}, 1, 2, options);
    CHECK(u.dtype() == dtype);
    CHECK(distance(u, [](double x) { return (x + 1) / 4; }) < 1.95);
    CHECK(distance(n, [](double x) { return normal_cdf((x - 2) / 0.5); }) < 1.95);
    const double inside = normal_cdf(2) - normal_cdf(-2);
    CHECK(distance(t, [=](double x) { return (normal_cdf((x - 1) / 2) - normal_cdf(-2)) / inside; }) < 1.95);
    CHECK(ops::min(t).item<double>() >= -3);
    CHECK(ops::max(t).item<double>() <= 5);
    CHECK(ops::min(u).item<double>() >= -1);
    CHECK(ops::max(u).item<double>() < 3);
    CHECK(ops::mean(n).item<double>() == Approx(2).margin(0.01));
    CHECK(ops::std(n).item<double>() == Approx(0.5).margin(0.01));
  }
}

TEST_CASE("neighbouring numbers and streams are uncorrelated") {
  const Tensor x = random::normal({100001}, 0, 1, {.dtype = float64, .seed = 1}),
               y = random::normal({100000}, 0, 1, {.dtype = float64, .seed = 2});
  CHECK(std::abs(ops::mean(x.slice(0, 100000) * x.slice(1, 100001)).item<double>()) < 0.016);  // five deviations
  CHECK(std::abs(ops::mean(x.slice(0, 100000) * y).item<double>()) < 0.016);
}

TEST_CASE("random numbers do not depend on threads or vector width") {
  const auto draw = [] {
    return Tensors{random::uniform({50001}, 0, 1, {.seed = 5}), random::normal({50001}, 0, 1, {.seed = 5}),
                   random::truncated_normal({50001}, 0, 1, {.dtype = float64, .seed = 5}),
                   random::uniform({50001}, 0, 1, {.dtype = float64, .seed = 5})};
  };
  const Tensors want = draw();
  const auto check = [&] {
    const Tensors got = draw();
    for (std::size_t i = 0; i < want.size(); ++i) CHECK(same_bits(got[i], want[i]));
  };
  each_level(check);
  for (const int n : {2, 3}) {
    const WithThreads threads(n);
    check();
  }
}

TEST_CASE("set_random_seed repeats all that follows; without it draws differ") {
  const auto draw = [] {
    return Tensors{random::normal({10}), random::uniform({10}), random::shuffle(arange(10)),
                   random::randint({10}, 0, 1000)};
  };
  set_random_seed(11);
  const Tensors first = draw(), later = draw();
  set_random_seed(11);
  const Tensors again = draw();
  set_random_seed(12);
  const Tensors other = draw();
  for (std::size_t i = 0; i < first.size(); ++i) {
    CHECK(same_bits(first[i], again[i]));
    CHECK_FALSE(same_bits(first[i], later[i]));
    CHECK_FALSE(same_bits(first[i], other[i]));
  }
  CHECK(same_bits(random::normal({4}, 0, 1, {.seed = 3}), random::normal({4}, 0, 1, {.seed = 3})));
}

TEST_CASE("randint covers its range evenly") {
  const Tensor x = random::randint({60000}, -2, 4, 8);
  CHECK(x.dtype() == int32);
  std::map<double, int> counts;
  for (const double v : values(x)) ++counts[v];
  CHECK(counts.size() == 6);
  for (const auto& [v, n] : counts) {
    CHECK((v >= -2 && v < 4));
    CHECK(std::abs(n - 10000) < 500);
  }
}

TEST_CASE("shuffle and permutation keep every row once") {
  const Tensor x = arange(3000, int32).reshape({1000, 3}), y = random::shuffle(x, 4);
  std::vector<double> firsts = values(y.slice(0, 1, 1));
  CHECK_FALSE(same_bits(x, y));
  CHECK(values(y.slice(1, 2, 1))[7] == firsts[7] + 1);
  std::sort(firsts.begin(), firsts.end());
  CHECK(firsts == values(x.slice(0, 1, 1)));
  int moved = 0;
  for (int k = 0; k < 6000; ++k) moved += values(random::permutation(3, {static_cast<std::uint64_t>(k), 1}))[0] == 2.0;
  CHECK(std::abs(moved - 2000) < 200);
  CHECK(random::permutation(0, {1, 1}).shape() == Shape{0});
  CHECK(values(random::permutation(1, {1, 1})) == std::vector<double>{0});
}

TEST_CASE("arguments of random ops that make no sense are errors") {
  CHECK_THROWS_AS(random::uniform({2}, 1, 0), value_error);
  CHECK_THROWS_AS(random::normal({-1, 3}), shape_error);
  CHECK_THROWS_AS(random::normal({3}, 0, 1, {.dtype = int32}), dtype_error);
  CHECK_THROWS_AS(random::randint({2}, 3, 3), value_error);
  CHECK_THROWS_AS(random::randint({2}, 0, index_t{1} << 40), value_error);
  CHECK_THROWS_AS(random::shuffle(zeros({})), shape_error);
  CHECK(random::uniform({0}).shape() == Shape{0});
  CHECK(random::uniform({2}, 1, 1).at<float>(1) == 1);
}
