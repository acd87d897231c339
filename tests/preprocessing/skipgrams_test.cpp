// skipgrams: what is drawn at random, and errors. golden_table_test.cpp has Keras's pairs.
#include <keratin/preprocessing/skipgrams.hpp>
#include <keratin/preprocessing/timeseries_generator.hpp>

#include <catch2/catch.hpp>
#include <map>
#include <numeric>
#include <set>

#include "support/tensors.hpp"

namespace skipgrams_test {

using namespace keratin;
using preprocessing::skipgrams;
using testing::values;

TEST_CASE("random pairs begin with words of the sequence, as often as these do in true pairs") {
  std::vector<int> sequence(60);
  std::iota(sequence.begin(), sequence.end(), 0);  // word 0 is left out
  const auto [couples, labels] =
      skipgrams(sequence, 100, {.window_size = 2, .negative_samples = 1.5, .shuffle = false, .seed = 7});
  const index_t n = labels.size(), true_ones = 59 * 4 - 6;
  REQUIRE(couples.shape() == Shape{n, 2});
  CHECK(n == true_ones + true_ones * 3 / 2);
  std::map<int, int> first;
  std::set<int> drawn;
  for (index_t i = 0; i < n; ++i) {
    CHECK(labels.at<std::int32_t>(i) == (i < true_ones ? 1 : 0));
    const int a = couples.at<std::int32_t>(i, 0), b = couples.at<std::int32_t>(i, 1);
    CHECK((a > 0 && a < 60 && b > 0 && b < 100));
    if (i < true_ones) CHECK((a != b && std::abs(a - b) <= 2));
    if (i >= true_ones && i < 2 * true_ones) {
      --first[a];
      drawn.insert(b);
    }
    if (i < true_ones) ++first[a];
  }
  for (const auto& [word, difference] : first) CHECK(difference == 0);
  CHECK(drawn.size() > 80);  // of 99
}

TEST_CASE("shuffled pairs keep their labels; the same seed gives the same pairs") {
  const std::vector<int> sequence = {1, 2, 3, 4, 5, 6, 7, 8};
  const auto pairs = [&](bool shuffle, index_t seed) {
    const auto [couples, labels] =
        skipgrams(sequence, 1000, {.negative_samples = 1, .shuffle = shuffle, .categorical = true, .seed = seed});
    CHECK(labels.shape() == couples.shape());
    std::vector<std::vector<double>> rows;
    for (index_t i = 0; i < couples.shape()[0]; ++i) {
      rows.push_back(values(couples[i]));
      rows.back().push_back(labels.at<std::int32_t>(i, 1));
      CHECK(labels.at<std::int32_t>(i, 0) + labels.at<std::int32_t>(i, 1) == 1);
    }
    return rows;
  };
  auto straight = pairs(false, 3), mixed = pairs(true, 3);
  CHECK(mixed == pairs(true, 3));
  CHECK(mixed != pairs(true, 4));
  CHECK(mixed != straight);
  std::sort(straight.begin(), straight.end());
  std::sort(mixed.begin(), mixed.end());
  CHECK(mixed == straight);
}

TEST_CASE("a sampling table thins out words") {
  std::vector<double> table = {0, 0, 1, 0.25};
  std::vector<int> sequence;
  for (int i = 0; i < 4000; ++i) sequence.push_back(1 + i % 3);
  const auto [couples, labels] =
      skipgrams(sequence, 4, {.window_size = 1, .negative_samples = 0, .sampling_table = table, .seed = 1});
  std::map<int, int> count;
  for (index_t i = 0; i < couples.shape()[0]; ++i) ++count[couples.at<std::int32_t>(i, 0)];
  CHECK(count[1] == 0);
  CHECK(count[2] > 2 * 1300);
  CHECK(std::abs(count[3] - 0.25 * count[2]) < 150);  // four standard deviations are 126
}

TEST_CASE("skipgrams of too little or of wrong numbers") {
  CHECK(skipgrams({}, 5).couples.shape() == Shape{0, 2});
  CHECK(skipgrams({0, 3, 0}, 5).labels.shape() == Shape{0});
  CHECK(skipgrams({1, 2}, 5, {.window_size = 0}).labels.size() == 0);
  CHECK_THROWS_WITH(skipgrams({1, 5}, 5), Catch::Contains("from 0 to 4; got 5"));
  CHECK_THROWS_WITH(skipgrams({1, -1}, 5), Catch::Contains("got -1"));
  CHECK_THROWS_WITH(skipgrams({1, 4}, 5, {.sampling_table = {1, 1}}), Catch::Contains("from 0 to 1; got 4"));
  CHECK_THROWS_AS(skipgrams({1}, 1), value_error);
  CHECK_THROWS_AS(skipgrams({1}, 5, {.window_size = -1}), value_error);
  CHECK_THROWS_AS(skipgrams({1}, 5, {.negative_samples = -0.5}), value_error);
  CHECK_THROWS_AS(preprocessing::make_sampling_table(-1), value_error);
  CHECK_THROWS_AS(preprocessing::make_sampling_table(5, 0), value_error);
}

TEST_CASE("TimeseriesGenerator draws samples at random and checks its options") {
  const Tensor data = arange(30, float32), targets = arange(30, float32);
  set_random_seed(5);
  preprocessing::TimeseriesGenerator series(data, targets, 4, {.start_index = 3, .end_index = 9, .shuffle = true});
  REQUIRE(series.size() == 1);
  const Batch batch = series[0];
  REQUIRE(batch.x[0].shape() == Shape{128, 4});
  std::set<float> seen;
  for (index_t i = 0; i < 128; ++i) {
    const float target = batch.y[0].at<float>(i);
    CHECK(batch.x[0].at<float>(i, 3) == target - 1);
    CHECK(batch.x[0].at<float>(i, 0) == target - 4);
    seen.insert(target);
  }
  CHECK(seen == std::set<float>{7, 8, 9});
  using preprocessing::TimeseriesGenerator;
  CHECK_THROWS_AS(series[1], value_error);
  CHECK_THROWS_AS(TimeseriesGenerator(data, zeros({29}), 4), shape_error);
  CHECK_THROWS_AS(TimeseriesGenerator(data, targets, 0), value_error);
  CHECK_THROWS_AS(TimeseriesGenerator(data, targets, 30), value_error);
  CHECK_THROWS_AS(TimeseriesGenerator(data, targets, 3, {.stride = 0}), value_error);
  CHECK_THROWS_AS(TimeseriesGenerator(data, targets, 3, {.end_index = 30}), value_error);
}

}  // namespace skipgrams_test
