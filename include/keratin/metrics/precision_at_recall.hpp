// PrecisionAtRecall: the best precision at thresholds where the recall is at least the given one.
#pragma once
#include "threshold_search.hpp"

namespace keratin::metrics {

using PrecisionAtRecallOptions = ThresholdSearchOptions;

/// The best precision at thresholds where the recall is at least the given one; 0 where there is no
/// such threshold (keras.metrics.PrecisionAtRecall). Throws value_error unless recall is from 0 to 1.
struct PrecisionAtRecall : Metric {
  explicit PrecisionAtRecall(Real recall, const PrecisionAtRecallOptions& options = {});
  /// From a configuration.
  static Metric from(Fields* config);

 private:
  explicit PrecisionAtRecall(Ref<MetricImpl> impl) : Metric(std::move(impl)) {}
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
namespace keratin::metrics {

namespace detail {
inline constexpr ThresholdSearch precision_at_recall{"PrecisionAtRecall", "recall", true, true};
}

KERATIN_INLINE PrecisionAtRecall::PrecisionAtRecall(Real recall, const PrecisionAtRecallOptions& options)
    : Metric(detail::threshold_search(detail::precision_at_recall, recall, options)) {}
KERATIN_INLINE Metric PrecisionAtRecall::from(Fields* config) {
  return PrecisionAtRecall(detail::threshold_search_from(detail::precision_at_recall, config));
}

}  // namespace keratin::metrics
#endif
