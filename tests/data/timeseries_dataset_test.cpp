// timeseries_dataset_from_array and split_dataset. preprocessing/golden_table_test.cpp has Keras's windows.
#include <keratin/data/split_dataset.hpp>
#include <keratin/data/timeseries_dataset.hpp>

#include <catch2/catch.hpp>
#include <set>

#include "support/tensors.hpp"

namespace timeseries_dataset_test {

using namespace keratin;
using testing::values;
using utils::split_dataset, utils::timeseries_dataset_from_array;

std::vector<double> first_numbers(const utils::Dataset& dataset) {
  std::vector<double> all;
  for (const Batch& b : dataset)
    for (const double v : values(b.x[0].rank() > 0 ? b.x[0].slice(0, 1, -1) : b.x[0])) all.push_back(v);
  return all;
}

TEST_CASE("windows of rows, without targets, one by one") {
  const Tensor data = arange(12, float32).reshape({6, 2});
  const auto windows = timeseries_dataset_from_array(data, std::nullopt, 3, {.batch_size = std::nullopt});
  CHECK(windows.cardinality() == 4);
  index_t i = 0;
  for (const Batch& b : windows) {
    CHECK(b.y.empty());
    CHECK(testing::all_close(b.x[0], data.slice(i, i + 3), 0));
    ++i;
  }
  CHECK(i == 4);
  const auto batches = timeseries_dataset_from_array(data, arange(3, int64), 2, {.batch_size = 2});
  CHECK(batches.cardinality() == 2);
  CHECK(batches.begin()->x[0].shape() == Shape{2, 2, 2});
  CHECK(batches.begin()->y[0].dtype() == int64);
}

TEST_CASE("shuffled windows are all there, in orders that a seed fixes") {
  const Tensor data = arange(50, float32);
  const auto windows = [&](std::optional<Int> seed) {
    return timeseries_dataset_from_array(data, data, 4, {.batch_size = 8, .shuffle = true, .seed = seed});
  };
  const auto once = windows(3), twice = windows(3);
  const auto order = first_numbers(once);
  CHECK(order == first_numbers(twice));
  CHECK(std::set<double>(order.begin(), order.end()).size() == 47);
  CHECK(!std::is_sorted(order.begin(), order.end()));
  for (const Batch& b : once) CHECK(values(b.x[0].slice(0, 1, -1)) == values(b.y[0]));
}

TEST_CASE("a series that is too short gives no windows, and wrong options are errors") {
  const Tensor data = arange(10, float32);
  CHECK(first_numbers(timeseries_dataset_from_array(data, std::nullopt, 11)).empty());
  CHECK(first_numbers(timeseries_dataset_from_array(data, std::nullopt, 11, {.shuffle = true})).empty());
  const auto refused = [&](Int length, const utils::TimeseriesDatasetOptions& options, const char* why) {
    CHECK_THROWS_WITH(timeseries_dataset_from_array(data, std::nullopt, length, options), Catch::Contains(why));
  };
  refused(0, {}, "sequence_length above 0");
  refused(2, {.sequence_stride = 0}, "sequence_stride from 1");
  refused(2, {.sampling_rate = 10}, "sampling_rate from 1");
  refused(2, {.batch_size = 0}, "batch_size above 0");
  refused(2, {.start_index = 10}, "start_index from 0");
  refused(2, {.start_index = 5, .end_index = 5}, "end_index above the start_index 5");
  refused(2, {.end_index = 10}, "below the 10 steps");
  CHECK_THROWS_AS(timeseries_dataset_from_array(zeros({}), std::nullopt, 2), shape_error);
  CHECK_THROWS_AS(timeseries_dataset_from_array(data, zeros({5}), 2, {.start_index = 3}), shape_error);
}

TEST_CASE("split_dataset parts samples in two") {
  const Tensor x = arange(10, float32);
  const auto sizes = [&](const utils::SplitDatasetOptions& options) {
    const auto [left, right] = split_dataset(x, options);
    return std::pair(left.cardinality(), right.cardinality());
  };
  CHECK(sizes({.left_size = 0.75}) == std::pair<index_t, index_t>{8, 2});  // Python rounds 7.5 to the even number
  CHECK(sizes({.left_size = 0.25}) == std::pair<index_t, index_t>{2, 8});
  CHECK(sizes({.left_size = 3}) == std::pair<index_t, index_t>{3, 7});
  CHECK(sizes({.right_size = 3}) == std::pair<index_t, index_t>{7, 3});
  CHECK(sizes({.left_size = 0.5, .right_size = 2}) == std::pair<index_t, index_t>{5, 2});
  const auto [left, right] = split_dataset(x, x, {.left_size = 6, .right_size = 2});
  CHECK(first_numbers(left) == std::vector<double>{0, 1, 2, 3, 4, 5});
  CHECK(first_numbers(right) == std::vector<double>{8, 9});
  for (const Batch& b : right) CHECK(values(b.x[0]) == values(b.y[0]));
  for (const utils::SplitDatasetOptions& bad :
       std::vector<utils::SplitDatasetOptions>{{},
                                               {.left_size = 0},
                                               {.left_size = 10},
                                               {.left_size = 1.0},
                                               {.right_size = -0.5},
                                               {.left_size = 0.01},
                                               {.left_size = 0.7, .right_size = 0.7}})
    CHECK_THROWS_AS(split_dataset(x, bad), value_error);
  CHECK_THROWS_AS(split_dataset(utils::Dataset::from_tensor_slices(x).repeat(), {.left_size = 3}), value_error);
}

TEST_CASE("split_dataset shuffles once: no sample is on both sides") {
  const Tensor x = arange(40, float32);
  const auto [left, right] = split_dataset(x, {.left_size = 0.5, .shuffle = true, .seed = 7});
  const auto a = first_numbers(left), b = first_numbers(right);
  std::set<double> all(a.begin(), a.end());
  all.insert(b.begin(), b.end());
  CHECK(all.size() == 40);
  CHECK(first_numbers(left) == a);
  CHECK(!std::is_sorted(a.begin(), a.end()));
  const auto [l, r] = split_dataset(x, {.left_size = 0.5, .shuffle = true});
  CHECK(first_numbers(l) == first_numbers(l));
}

}  // namespace timeseries_dataset_test
