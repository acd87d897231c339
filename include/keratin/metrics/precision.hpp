// Precision = true positives / (true positives + false positives): how much of what was said is true.
#pragma once
#include "../core/numbers.hpp"
#include "metric.hpp"

namespace keratin::metrics {

struct PrecisionOptions {
  KERATIN_OPTIONS;
  Numbers thresholds = {};           ///< One or several; 0.5, or none with top_k.
  std::optional<Int> top_k = {};     ///< Only the k greatest of a row may be positive.
  std::optional<Int> class_id = {};  ///< Only this column is looked at.
  std::string name = "";             ///< precision, precision_1, … if empty.
  KERATIN_METRIC_FIELDS(thresholds, top_k, class_id)
};
/// The part of the predictions above a threshold whose label is true; 0 where there is none. For several thresholds
/// results() has each (keras.metrics.Precision). Throws value_error for a threshold outside of [0, 1].
struct Precision : Metric {
  using Options = PrecisionOptions;
  explicit Precision(const PrecisionOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "threshold_metric.hpp"

namespace keratin::metrics {

KERATIN_INLINE Precision::Precision(const PrecisionOptions& options)
    : Metric(detail::ratio_metric("Precision", options, detail::precision)) {}

}  // namespace keratin::metrics
#endif
