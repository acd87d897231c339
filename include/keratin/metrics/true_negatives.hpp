// TrueNegatives: how many predictions are not above a threshold where the label is false.
#pragma once
#include "../core/numbers.hpp"
#include "metric.hpp"

namespace keratin::metrics {

struct TrueNegativesOptions {
  KERATIN_OPTIONS;
  Numbers thresholds = {};  ///< One or several; 0.5.
  std::string name = "";    ///< true_negatives, true_negatives_1, … if empty.
  KERATIN_METRIC_FIELDS(thresholds)
};
/// How many predictions are not above a threshold where the label is false, or the sum of their weights; for several
/// thresholds results() has each (keras.metrics.TrueNegatives). Throws value_error for a threshold outside of [0, 1].
struct TrueNegatives : Metric {
  using Options = TrueNegativesOptions;
  explicit TrueNegatives(const TrueNegativesOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "threshold_metric.hpp"

namespace keratin::metrics {

KERATIN_INLINE TrueNegatives::TrueNegatives(const TrueNegativesOptions& options)
    : Metric(detail::count_metric("TrueNegatives", options,
                                  [](const detail::Confusion& c) { return c.true_negatives; })) {}

}  // namespace keratin::metrics
#endif
