// SpecificityAtSensitivity: the best specificity at thresholds where the sensitivity (recall) is at least the given
// one.
#pragma once
#include "threshold_search.hpp"

namespace keratin::metrics {

using SpecificityAtSensitivityOptions = ThresholdSearchOptions;

/// The best specificity at thresholds where the sensitivity (recall) is at least the given one; 0 where there is no
/// such threshold (keras.metrics.SpecificityAtSensitivity). Throws value_error unless sensitivity is from 0 to 1.
struct SpecificityAtSensitivity : Metric {
  explicit SpecificityAtSensitivity(Real sensitivity, const SpecificityAtSensitivityOptions& options = {});
  /// From a configuration.
  static Metric from(Fields* config);

 private:
  explicit SpecificityAtSensitivity(Ref<MetricImpl> impl) : Metric(std::move(impl)) {}
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
namespace keratin::metrics {

namespace detail {
inline constexpr ThresholdSearch specificity_at_sensitivity{"SpecificityAtSensitivity", "sensitivity", false, true};
}

KERATIN_INLINE SpecificityAtSensitivity::SpecificityAtSensitivity(Real sensitivity,
                                                                  const SpecificityAtSensitivityOptions& options)
    : Metric(detail::threshold_search(detail::specificity_at_sensitivity, sensitivity, options)) {}
KERATIN_INLINE Metric SpecificityAtSensitivity::from(Fields* config) {
  return SpecificityAtSensitivity(detail::threshold_search_from(detail::specificity_at_sensitivity, config));
}

}  // namespace keratin::metrics
#endif
