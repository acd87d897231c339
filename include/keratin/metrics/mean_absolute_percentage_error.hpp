// MeanAbsolutePercentageError: the mean of 100 |y - p| / max(|y|, 1e-7) over the samples.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

struct MeanAbsolutePercentageErrorOptions {
  KERATIN_OPTIONS;
  std::string name = "mean_absolute_percentage_error";
  KERATIN_METRIC_FIELDS()
};
/// The mean of losses::mean_absolute_percentage_error over all samples (keras.metrics.MeanAbsolutePercentageError).
struct MeanAbsolutePercentageError : Metric {
  using Options = MeanAbsolutePercentageErrorOptions;
  explicit MeanAbsolutePercentageError(const MeanAbsolutePercentageErrorOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/mean_absolute_percentage_error.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

KERATIN_INLINE MeanAbsolutePercentageError::MeanAbsolutePercentageError(
    const MeanAbsolutePercentageErrorOptions& options)
    : Metric(detail::function_mean<losses::mean_absolute_percentage_error>("MeanAbsolutePercentageError", options)) {}

}  // namespace keratin::metrics
#endif
