// FalsePositives: how many predictions are above a threshold where the label is false.
#pragma once
#include "../core/numbers.hpp"
#include "metric.hpp"

namespace keratin::metrics {

struct FalsePositivesOptions {
  KERATIN_OPTIONS;
  Numbers thresholds = {};  ///< One or several; 0.5.
  std::string name = "";    ///< false_positives, false_positives_1, … if empty.
  KERATIN_METRIC_FIELDS(thresholds)
};
/// How many predictions are above a threshold where the label is false, or the sum of their weights; for several
/// thresholds results() has each (keras.metrics.FalsePositives). Throws value_error for a threshold outside of [0, 1].
struct FalsePositives : Metric {
  using Options = FalsePositivesOptions;
  explicit FalsePositives(const FalsePositivesOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "threshold_metric.hpp"

namespace keratin::metrics {

KERATIN_INLINE FalsePositives::FalsePositives(const FalsePositivesOptions& options)
    : Metric(detail::count_metric("FalsePositives", options,
                                  [](const detail::Confusion& c) { return c.false_positives; })) {}

}  // namespace keratin::metrics
#endif
