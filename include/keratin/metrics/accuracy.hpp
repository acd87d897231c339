// Accuracy: how often y_pred equals y_true.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

/// 1 where both are equal, else 0, float32 (Keras's accuracy).
[[nodiscard]] Tensor accuracy(const Tensor& y_true, const Tensor& y_pred);

struct AccuracyOptions {
  KERATIN_OPTIONS;
  std::string name = "accuracy";
  KERATIN_METRIC_FIELDS()
};
/// The mean of accuracy over all samples (keras.metrics.Accuracy). The name "accuracy" means accuracy_by_shape.
struct Accuracy : Metric {
  using Options = AccuracyOptions;
  explicit Accuracy(const AccuracyOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/loss.hpp"
#include "../ops/comparisons.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

KERATIN_INLINE Tensor accuracy(const Tensor& y_true, const Tensor& y_pred) {
  const auto [y, p] = losses::same_rank(y_true, y_pred);
  return ops::equal(y, p).cast(float32);
}
KERATIN_INLINE Accuracy::Accuracy(const AccuracyOptions& options)
    : Metric(detail::function_mean<accuracy>("Accuracy", options)) {}

}  // namespace keratin::metrics
#endif
