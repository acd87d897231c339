// MeanAbsoluteError: the mean of |y - p| over the samples.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

struct MeanAbsoluteErrorOptions {
  KERATIN_OPTIONS;
  std::string name = "mean_absolute_error";
  KERATIN_METRIC_FIELDS()
};
/// The mean of losses::mean_absolute_error over all samples (keras.metrics.MeanAbsoluteError).
struct MeanAbsoluteError : Metric {
  using Options = MeanAbsoluteErrorOptions;
  explicit MeanAbsoluteError(const MeanAbsoluteErrorOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/mean_absolute_error.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

KERATIN_INLINE MeanAbsoluteError::MeanAbsoluteError(const MeanAbsoluteErrorOptions& options)
    : Metric(detail::function_mean<losses::mean_absolute_error>("MeanAbsoluteError", options)) {}

}  // namespace keratin::metrics
#endif
