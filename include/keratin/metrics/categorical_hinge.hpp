// CategoricalHinge: the mean of max(max_k (1 - y_k) p_k - Σ_k y_k p_k + 1, 0) over the samples.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

struct CategoricalHingeOptions {
  KERATIN_OPTIONS;
  std::string name = "categorical_hinge";
  KERATIN_METRIC_FIELDS()
};
/// The mean of losses::categorical_hinge over all samples (keras.metrics.CategoricalHinge).
struct CategoricalHinge : Metric {
  using Options = CategoricalHingeOptions;
  explicit CategoricalHinge(const CategoricalHingeOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/categorical_hinge.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

KERATIN_INLINE CategoricalHinge::CategoricalHinge(const CategoricalHingeOptions& options)
    : Metric(detail::function_mean<losses::categorical_hinge>("CategoricalHinge", options)) {}

}  // namespace keratin::metrics
#endif
