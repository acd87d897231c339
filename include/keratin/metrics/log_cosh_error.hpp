// LogCoshError: the mean of log(cosh(p - y)) over the samples.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

struct LogCoshErrorOptions {
  KERATIN_OPTIONS;
  std::string name = "logcosh";
  KERATIN_METRIC_FIELDS()
};
/// The mean of losses::log_cosh over all samples (keras.metrics.LogCoshError).
struct LogCoshError : Metric {
  using Options = LogCoshErrorOptions;
  explicit LogCoshError(const LogCoshErrorOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/log_cosh.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

KERATIN_INLINE LogCoshError::LogCoshError(const LogCoshErrorOptions& options)
    : Metric(detail::function_mean<losses::log_cosh>("LogCoshError", options)) {}

}  // namespace keratin::metrics
#endif
