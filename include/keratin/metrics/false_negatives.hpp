// FalseNegatives: how many predictions are not above a threshold where the label is true.
#pragma once
#include "../core/numbers.hpp"
#include "metric.hpp"

namespace keratin::metrics {

struct FalseNegativesOptions {
  KERATIN_OPTIONS;
  Numbers thresholds = {};  ///< One or several; 0.5.
  std::string name = "";    ///< false_negatives, false_negatives_1, … if empty.
  KERATIN_METRIC_FIELDS(thresholds)
};
/// How many predictions are not above a threshold where the label is true, or the sum of their weights; for several
/// thresholds results() has each (keras.metrics.FalseNegatives). Throws value_error for a threshold outside of [0, 1].
struct FalseNegatives : Metric {
  using Options = FalseNegativesOptions;
  explicit FalseNegatives(const FalseNegativesOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "threshold_metric.hpp"

namespace keratin::metrics {

KERATIN_INLINE FalseNegatives::FalseNegatives(const FalseNegativesOptions& options)
    : Metric(detail::count_metric("FalseNegatives", options,
                                  [](const detail::Confusion& c) { return c.false_negatives; })) {}

}  // namespace keratin::metrics
#endif
