// Hinge: the mean of max(1 - y p, 0) over the samples.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

struct HingeOptions {
  KERATIN_OPTIONS;
  std::string name = "hinge";
  KERATIN_METRIC_FIELDS()
};
/// The mean of losses::hinge over all samples (keras.metrics.Hinge).
struct Hinge : Metric {
  using Options = HingeOptions;
  explicit Hinge(const HingeOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/hinge.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

KERATIN_INLINE Hinge::Hinge(const HingeOptions& options)
    : Metric(detail::function_mean<losses::hinge>("Hinge", options)) {}

}  // namespace keratin::metrics
#endif
