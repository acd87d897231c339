// Poisson: the mean of p - y log(p + 1e-7) over the samples.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

struct PoissonOptions {
  KERATIN_OPTIONS;
  std::string name = "poisson";
  KERATIN_METRIC_FIELDS()
};
/// The mean of losses::poisson over all samples (keras.metrics.Poisson).
struct Poisson : Metric {
  using Options = PoissonOptions;
  explicit Poisson(const PoissonOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/poisson.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

KERATIN_INLINE Poisson::Poisson(const PoissonOptions& options)
    : Metric(detail::function_mean<losses::poisson>("Poisson", options)) {}

}  // namespace keratin::metrics
#endif
