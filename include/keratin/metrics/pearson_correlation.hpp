// PearsonCorrelation: the mean of cov(y, p) / (σ_y σ_p), each along an axis: 1 where p grows straight with y.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

/// The correlation of y_true and y_pred along an axis: (…, n) twice -> (…) (keras.metrics.pearson_correlation).
[[nodiscard]] Tensor pearson_correlation(const Tensor& y_true, const Tensor& y_pred, Int axis = -1);

struct PearsonCorrelationOptions {
  KERATIN_OPTIONS;
  std::string name = "pearson_correlation";
  Int axis = -1;  ///< Along which values are compared.
  KERATIN_METRIC_FIELDS(axis)
};
/// The mean of pearson_correlation over all samples (keras.metrics.PearsonCorrelation).
struct PearsonCorrelation : Metric {
  using Options = PearsonCorrelationOptions;
  explicit PearsonCorrelation(const PearsonCorrelationOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/function_loss.hpp"
#include "../ops/operators.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

KERATIN_INLINE Tensor pearson_correlation(const Tensor& y_true, const Tensor& y_pred, Int axis) {
  const auto [y, p] = losses::detail::checked_pair("pearson_correlation", y_true, y_pred);
  const index_t a = axis;
  const Tensor from_y = y - ops::mean(y, a, {.keepdims = true}), from_p = p - ops::mean(p, a, {.keepdims = true});
  const Tensor y_score = from_y / ops::std(from_y, a, {.keepdims = true});
  return ops::mean(y_score * (from_p / ops::std(from_p, a, {.keepdims = true})), a);
}

namespace detail {
inline Tensor pearson_of(const Tensor& y, const Tensor& p, const PearsonCorrelationOptions& o) {
  return pearson_correlation(y, p, o.axis);
}
}  // namespace detail

KERATIN_INLINE PearsonCorrelation::PearsonCorrelation(const PearsonCorrelationOptions& options)
    : Metric(detail::function_mean<detail::pearson_of>("PearsonCorrelation", options)) {}

}  // namespace keratin::metrics
#endif
