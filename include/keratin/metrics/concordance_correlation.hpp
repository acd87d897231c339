// ConcordanceCorrelation: the mean of 2 cov(y, p) / (σ_y² + σ_p² + (ȳ - p̄)²), each along an axis: 1 only where p = y.
// Lin, "A concordance correlation coefficient to evaluate reproducibility", 1989.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

/// How far y_pred is y_true, along an axis: (…, n) twice -> (…) (keras.metrics.concordance_correlation).
[[nodiscard]] Tensor concordance_correlation(const Tensor& y_true, const Tensor& y_pred, Int axis = -1);

struct ConcordanceCorrelationOptions {
  KERATIN_OPTIONS;
  std::string name = "concordance_correlation";
  Int axis = -1;  ///< Along which values are compared.
  KERATIN_METRIC_FIELDS(axis)
};
/// The mean of concordance_correlation over all samples (keras.metrics.ConcordanceCorrelation).
struct ConcordanceCorrelation : Metric {
  using Options = ConcordanceCorrelationOptions;
  explicit ConcordanceCorrelation(const ConcordanceCorrelationOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/function_loss.hpp"
#include "../ops/operators.hpp"
#include "../ops/square.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

KERATIN_INLINE Tensor concordance_correlation(const Tensor& y_true, const Tensor& y_pred, Int axis) {
  const auto [y, p] = losses::detail::checked_pair("concordance_correlation", y_true, y_pred);
  const index_t a = axis;
  const Tensor y_mean = ops::mean(y, a, {.keepdims = true}), p_mean = ops::mean(p, a, {.keepdims = true});
  const Tensor spread = ops::var(y, a, {.keepdims = true}) + ops::var(p, a, {.keepdims = true});
  const Tensor common = (y - p_mean) * (p - p_mean);  // has the covariance as its mean
  return ops::mean(2.0 * common / (spread + ops::square(y_mean - p_mean) + 1e-7), a);
}

namespace detail {
inline Tensor concordance_of(const Tensor& y, const Tensor& p, const ConcordanceCorrelationOptions& o) {
  return concordance_correlation(y, p, o.axis);
}
}  // namespace detail

KERATIN_INLINE ConcordanceCorrelation::ConcordanceCorrelation(const ConcordanceCorrelationOptions& options)
    : Metric(detail::function_mean<detail::concordance_of>("ConcordanceCorrelation", options)) {}

}  // namespace keratin::metrics
#endif
