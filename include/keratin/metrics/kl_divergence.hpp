// KLDivergence: the mean of Σ y log(y / p) over the samples.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

struct KLDivergenceOptions {
  KERATIN_OPTIONS;
  std::string name = "kl_divergence";
  KERATIN_METRIC_FIELDS()
};
/// The mean of losses::kl_divergence over all samples (keras.metrics.KLDivergence).
struct KLDivergence : Metric {
  using Options = KLDivergenceOptions;
  explicit KLDivergence(const KLDivergenceOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/kl_divergence.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

KERATIN_INLINE KLDivergence::KLDivergence(const KLDivergenceOptions& options)
    : Metric(detail::function_mean<losses::kl_divergence>("KLDivergence", options)) {}

}  // namespace keratin::metrics
#endif
