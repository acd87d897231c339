// SensitivityAtSpecificity: the best sensitivity (recall) at thresholds where the specificity is at least the given
// one.
#pragma once
#include "threshold_search.hpp"

namespace keratin::metrics {

using SensitivityAtSpecificityOptions = ThresholdSearchOptions;

/// The best sensitivity (recall) at thresholds where the specificity is at least the given one; 0 where there is no
/// such threshold (keras.metrics.SensitivityAtSpecificity). Throws value_error unless specificity is from 0 to 1.
struct SensitivityAtSpecificity : Metric {
  explicit SensitivityAtSpecificity(Real specificity, const SensitivityAtSpecificityOptions& options = {});
  /// From a configuration.
  static Metric from(Fields* config);

 private:
  explicit SensitivityAtSpecificity(Ref<MetricImpl> impl) : Metric(std::move(impl)) {}
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
namespace keratin::metrics {

namespace detail {
inline constexpr ThresholdSearch sensitivity_at_specificity{"SensitivityAtSpecificity", "specificity", false, false};
}

KERATIN_INLINE SensitivityAtSpecificity::SensitivityAtSpecificity(Real specificity,
                                                                  const SensitivityAtSpecificityOptions& options)
    : Metric(detail::threshold_search(detail::sensitivity_at_specificity, specificity, options)) {}
KERATIN_INLINE Metric SensitivityAtSpecificity::from(Fields* config) {
  return SensitivityAtSpecificity(detail::threshold_search_from(detail::sensitivity_at_specificity, config));
}

}  // namespace keratin::metrics
#endif
