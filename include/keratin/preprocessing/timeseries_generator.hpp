// TimeseriesGenerator: batches of what came before each step of a series, and that step's target.
//   preprocessing::TimeseriesGenerator series(data, targets, 10, {.batch_size = 32});   model.fit(series);
#pragma once
#include <optional>

#include "../data/py_dataset.hpp"

namespace keratin::preprocessing {

struct TimeseriesGeneratorOptions {
  KERATIN_OPTIONS;
  Int sampling_rate = 1;              ///< Every so many steps before one is taken.
  Int stride = 1;                     ///< So many steps from one sample to the next.
  Int start_index = 0;                ///< Steps before are not used,
  std::optional<Int> end_index = {};  ///< nor those after this one; by default the last.
  Flag shuffle = false;               ///< Samples at random, rather than in their order.
  Flag reverse = false;               ///< The latest step first.
  Int batch_size = 128;
  Int workers = 1;  ///< This and the next as of PyDataset.
  Int max_queue_size = 10;
};

/// Batches x (batch, length / sampling_rate, …), y (batch, …): x holds the `length` steps before the one whose target
/// y is (keras.preprocessing.sequence.TimeseriesGenerator; utils::timeseries_dataset_from_array is its successor).
/// Throws shape_error unless data and targets are equally long, value_error for options out of range.
class TimeseriesGenerator : public utils::PyDataset {
 public:
  TimeseriesGenerator(const Tensor& data, const Tensor& targets, Int length,
                      const TimeseriesGeneratorOptions& options = {});
  index_t size() const override;
  Batch operator[](index_t index) override;

 private:
  Tensor data_, targets_;
  index_t length_, first_, last_;
  TimeseriesGeneratorOptions options_;
};

}  // namespace keratin::preprocessing

#if KERATIN_DEFINE(preprocessing)
#include <algorithm>

#include "../ops/take.hpp"

namespace keratin::preprocessing {

KERATIN_INLINE TimeseriesGenerator::TimeseriesGenerator(const Tensor& data, const Tensor& targets, Int length,
                                                        const TimeseriesGeneratorOptions& options)
    : PyDataset({.workers = options.workers, .max_queue_size = options.max_queue_size}),
      data_(data),
      targets_(targets),
      length_(length),
      first_(options.start_index + length),
      options_(options) {
  require<shape_error>(data.rank() > 0 && targets.rank() > 0 && data.shape()[0] == targets.shape()[0],
                       "TimeseriesGenerator: expected equally many steps of data and targets; got ", data.shape(),
                       " and ", targets.shape(), ".");
  const index_t steps = data.shape()[0];
  last_ = options.end_index ? options.end_index->value : steps - 1;
  for (const Int positive : {length, options.sampling_rate, options.stride, options.batch_size})
    require(positive > 0, "TimeseriesGenerator: expected length, sampling_rate, stride and batch_size above 0; got ",
            positive, ".");
  require(options.start_index >= 0 && last_ < steps,
          "TimeseriesGenerator: expected start_index and end_index from 0 to ", steps - 1, "; got ",
          options.start_index, " and ", last_, ".");
  require(first_ <= last_, "TimeseriesGenerator: expected end_index to be at least start_index + length, ", first_,
          "; got ", last_, ".");
}

KERATIN_INLINE index_t TimeseriesGenerator::size() const {
  const index_t batch = options_.batch_size * options_.stride;
  return (last_ - first_ + batch) / batch;
}

KERATIN_INLINE Batch TimeseriesGenerator::operator[](index_t index) {
  require(index >= 0 && index < size(), "TimeseriesGenerator: expected a batch number from 0 to ", size() - 1, "; got ",
          index, ".");
  std::vector<index_t> rows;
  const index_t begin = first_ + options_.batch_size * options_.stride * index;
  const index_t end = std::min(begin + options_.batch_size * options_.stride, last_ + 1);
  if (options_.shuffle) {
    philox::Stream stream(next_random_key());
    for (index_t i = 0; i < options_.batch_size; ++i)
      rows.push_back(first_ + static_cast<index_t>(stream.below(static_cast<std::uint64_t>(last_ + 1 - first_))));
  } else {
    for (index_t row = begin; row < end; row += options_.stride) rows.push_back(row);
  }
  const auto count = static_cast<index_t>(rows.size());
  std::vector<index_t> steps;
  for (const index_t row : rows) {
    const auto from = steps.size();
    for (index_t step = row - length_; step < row; step += options_.sampling_rate) steps.push_back(step);
    if (options_.reverse) std::reverse(steps.begin() + static_cast<std::ptrdiff_t>(from), steps.end());
  }
  return {ops::take(data_, Tensor::from(steps, {count, -1})), ops::take(targets_, Tensor::from(rows, {count}))};
}

}  // namespace keratin::preprocessing
#endif
