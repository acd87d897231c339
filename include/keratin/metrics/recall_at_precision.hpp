// RecallAtPrecision: the best recall at thresholds where the precision is at least the given one.
#pragma once
#include "threshold_search.hpp"

namespace keratin::metrics {

using RecallAtPrecisionOptions = ThresholdSearchOptions;

/// The best recall at thresholds where the precision is at least the given one; 0 where there is no
/// such threshold (keras.metrics.RecallAtPrecision). Throws value_error unless precision is from 0 to 1.
struct RecallAtPrecision : Metric {
  explicit RecallAtPrecision(Real precision, const RecallAtPrecisionOptions& options = {});
  /// From a configuration.
  static Metric from(Fields* config);

 private:
  explicit RecallAtPrecision(Ref<MetricImpl> impl) : Metric(std::move(impl)) {}
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
namespace keratin::metrics {

namespace detail {
inline constexpr ThresholdSearch recall_at_precision{"RecallAtPrecision", "precision", true, false};
}

KERATIN_INLINE RecallAtPrecision::RecallAtPrecision(Real precision, const RecallAtPrecisionOptions& options)
    : Metric(detail::threshold_search(detail::recall_at_precision, precision, options)) {}
KERATIN_INLINE Metric RecallAtPrecision::from(Fields* config) {
  return RecallAtPrecision(detail::threshold_search_from(detail::recall_at_precision, config));
}

}  // namespace keratin::metrics
#endif
