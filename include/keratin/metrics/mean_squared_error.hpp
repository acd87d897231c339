// MeanSquaredError: the mean of (y - p)² over the samples.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

struct MeanSquaredErrorOptions {
  KERATIN_OPTIONS;
  std::string name = "mean_squared_error";
  KERATIN_METRIC_FIELDS()
};
/// The mean of losses::mean_squared_error over all samples (keras.metrics.MeanSquaredError).
struct MeanSquaredError : Metric {
  using Options = MeanSquaredErrorOptions;
  explicit MeanSquaredError(const MeanSquaredErrorOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/mean_squared_error.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

KERATIN_INLINE MeanSquaredError::MeanSquaredError(const MeanSquaredErrorOptions& options)
    : Metric(detail::function_mean<losses::mean_squared_error>("MeanSquaredError", options)) {}

}  // namespace keratin::metrics
#endif
