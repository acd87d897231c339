// timeseries_dataset_from_array: a Dataset of windows that slide over a series.
//   auto windows = utils::timeseries_dataset_from_array(data.slice(0, -10), data.slice(10, n), 10);
//   model.fit(windows, {.epochs = 5});
#pragma once
#include "dataset.hpp"

namespace keratin::utils {

struct TimeseriesDatasetOptions {
  KERATIN_OPTIONS;
  Int sequence_stride = 1;              ///< So many steps from one window to the next.
  Int sampling_rate = 1;                ///< So many steps from one number of a window to the next.
  std::optional<Int> batch_size = 128;  ///< std::nullopt gives windows one by one, without a batch axis.
  Flag shuffle = false;                 ///< Another order of windows in each pass.
  std::optional<Int> seed = {};         ///< With one, every run has the same orders.
  std::optional<Int> start_index = {};  ///< Steps before are not used,
  std::optional<Int> end_index = {};    ///< nor those from this one on.
};

/// x: (batch, sequence_length, …), windows of the steps on the first axis of `data`; y: for the window that begins at
/// step i, targets[i]. Without targets (std::nullopt) there are only windows
/// (keras.utils.timeseries_dataset_from_array). Throws value_error for options out of range, shape_error where the
/// targets end before the windows do.
[[nodiscard]] Dataset timeseries_dataset_from_array(const Tensor& data, const std::optional<Tensor>& targets,
                                                    Int sequence_length, const TimeseriesDatasetOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(data)
#include <algorithm>

#include "../ops/take.hpp"

namespace keratin::utils {

namespace detail {

inline void check_timeseries(index_t steps, index_t length, const TimeseriesDatasetOptions& o) {
  constexpr const char* where = "timeseries_dataset_from_array";
  require(length > 0, where, ": expected a sequence_length above 0; got ", length, ".");
  for (const auto& [name, n] :
       {std::pair("sampling_rate", o.sampling_rate), std::pair("sequence_stride", o.sequence_stride)})
    require(n > 0 && n < steps, where, ": expected a ", name, " from 1 to below the ", steps, " steps of data; got ", n,
            ".");
  require(!o.batch_size || *o.batch_size > 0, where, ": expected a batch_size above 0; got ",
          o.batch_size ? o.batch_size->value : 0, ".");
  const index_t start = o.start_index ? o.start_index->value : 0;
  require(start >= 0 && start < steps, where, ": expected a start_index from 0 to below the ", steps,
          " steps of data; got ", start, ".");
  if (!o.end_index) return;
  require(*o.end_index > start && *o.end_index < steps, where, ": expected an end_index above the start_index ", start,
          " and below the ", steps, " steps of data; got ", *o.end_index, ".");
}

}  // namespace detail

KERATIN_INLINE Dataset timeseries_dataset_from_array(const Tensor& data, const std::optional<Tensor>& targets,
                                                     Int sequence_length, const TimeseriesDatasetOptions& options) {
  require<shape_error>(data.rank() > 0 && (!targets || targets->rank() > 0),
                       "timeseries_dataset_from_array: expected steps on a first axis; got a scalar.");
  const index_t steps = data.shape()[0], length = sequence_length, rate = options.sampling_rate;
  detail::check_timeseries(steps, length, options);
  const index_t start = options.start_index ? options.start_index->value : 0;
  const index_t end = options.end_index ? options.end_index->value : steps;
  index_t windows = end - start - (length - 1) * rate;
  if (targets) windows = std::min(windows, targets->shape()[0]);
  std::vector<index_t> starts;
  for (index_t i = 0; i < windows; i += options.sequence_stride) starts.push_back(start + i);
  const auto count = static_cast<index_t>(starts.size());
  require<shape_error>(!targets || count == 0 || starts.back() < targets->shape()[0],
                       "timeseries_dataset_from_array: expected targets for all windows; got ",
                       targets ? targets->shape() : Shape{}, " for a window that begins at step ",
                       count > 0 ? starts.back() : 0, ".");

  Dataset at = Dataset::from_tensor_slices(Tensor::from(starts, {count}));
  if (options.shuffle) at = at.shuffle(std::max<index_t>(count, 1), {.seed = options.seed});
  if (options.batch_size) at = at.batch(*options.batch_size);
  const Tensor within = arange(0, length * rate, rate, int64);
  return at.map([=](const Batch& element) -> Batch {
    const Tensor& first = element.x[0];  // (batch), or a scalar
    Shape shape = first.shape();
    shape.push_back(length);
    const Tensor indices = Tensor::empty(shape, int64);
    for (index_t i = 0; i < first.size(); ++i)
      for (index_t k = 0; k < length; ++k)
        indices.data<std::int64_t>()[i * length + k] = first.data<std::int64_t>()[i] + within.data<std::int64_t>()[k];
    Batch batch{ops::take(data, indices)};
    if (targets) batch.y = ops::take(*targets, first);
    return batch;
  });
}

}  // namespace keratin::utils
#endif
