// TruePositives: how many predictions are above a threshold where the label is true.
#pragma once
#include "../core/numbers.hpp"
#include "metric.hpp"

namespace keratin::metrics {

struct TruePositivesOptions {
  KERATIN_OPTIONS;
  Numbers thresholds = {};  ///< One or several; 0.5.
  std::string name = "";    ///< true_positives, true_positives_1, … if empty.
  KERATIN_METRIC_FIELDS(thresholds)
};
/// How many predictions are above a threshold where the label is true, or the sum of their weights; for several
/// thresholds results() has each (keras.metrics.TruePositives). Throws value_error for a threshold outside of [0, 1].
struct TruePositives : Metric {
  using Options = TruePositivesOptions;
  explicit TruePositives(const TruePositivesOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "threshold_metric.hpp"

namespace keratin::metrics {

KERATIN_INLINE TruePositives::TruePositives(const TruePositivesOptions& options)
    : Metric(detail::count_metric("TruePositives", options,
                                  [](const detail::Confusion& c) { return c.true_positives; })) {}

}  // namespace keratin::metrics
#endif
