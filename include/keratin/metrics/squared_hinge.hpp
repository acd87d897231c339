// SquaredHinge: the mean of max(1 - y p, 0)² over the samples.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

struct SquaredHingeOptions {
  KERATIN_OPTIONS;
  std::string name = "squared_hinge";
  KERATIN_METRIC_FIELDS()
};
/// The mean of losses::squared_hinge over all samples (keras.metrics.SquaredHinge).
struct SquaredHinge : Metric {
  using Options = SquaredHingeOptions;
  explicit SquaredHinge(const SquaredHingeOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/squared_hinge.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

KERATIN_INLINE SquaredHinge::SquaredHinge(const SquaredHingeOptions& options)
    : Metric(detail::function_mean<losses::squared_hinge>("SquaredHinge", options)) {}

}  // namespace keratin::metrics
#endif
