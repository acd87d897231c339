// MeanSquaredLogarithmicError: the mean of (log(1 + y) - log(1 + p))² over the samples.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

struct MeanSquaredLogarithmicErrorOptions {
  KERATIN_OPTIONS;
  std::string name = "mean_squared_logarithmic_error";
  KERATIN_METRIC_FIELDS()
};
/// The mean of losses::mean_squared_logarithmic_error over all samples (keras.metrics.MeanSquaredLogarithmicError).
struct MeanSquaredLogarithmicError : Metric {
  using Options = MeanSquaredLogarithmicErrorOptions;
  explicit MeanSquaredLogarithmicError(const MeanSquaredLogarithmicErrorOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/mean_squared_logarithmic_error.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

KERATIN_INLINE MeanSquaredLogarithmicError::MeanSquaredLogarithmicError(
    const MeanSquaredLogarithmicErrorOptions& options)
    : Metric(detail::function_mean<losses::mean_squared_logarithmic_error>("MeanSquaredLogarithmicError", options)) {}

}  // namespace keratin::metrics
#endif
