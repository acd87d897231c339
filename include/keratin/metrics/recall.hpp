// Recall = true positives / (true positives + false negatives): how much of what is true was said.
#pragma once
#include "../core/numbers.hpp"
#include "metric.hpp"

namespace keratin::metrics {

struct RecallOptions {
  KERATIN_OPTIONS;
  Numbers thresholds = {};           ///< One or several; 0.5, or none with top_k.
  std::optional<Int> top_k = {};     ///< Only the k greatest of a row may be positive.
  std::optional<Int> class_id = {};  ///< Only this column is looked at.
  std::string name = "";             ///< recall, recall_1, … if empty.
  KERATIN_METRIC_FIELDS(thresholds, top_k, class_id)
};
/// The part of the true labels whose prediction is above a threshold; 0 where there is none. For several thresholds
/// results() has each (keras.metrics.Recall). Throws value_error for a threshold outside of [0, 1].
struct Recall : Metric {
  using Options = RecallOptions;
  explicit Recall(const RecallOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "threshold_metric.hpp"

namespace keratin::metrics {

KERATIN_INLINE Recall::Recall(const RecallOptions& options)
    : Metric(detail::ratio_metric("Recall", options, detail::recall)) {}

}  // namespace keratin::metrics
#endif
