// CategoricalAccuracy: how often the greatest entries of one-hot y_true and of y_pred stand at one place.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

/// 1 where both have their greatest entry at one place, else 0: (…, classes) twice -> (…), float32
/// (keras.metrics.categorical_accuracy).
[[nodiscard]] Tensor categorical_accuracy(const Tensor& y_true, const Tensor& y_pred);

struct CategoricalAccuracyOptions {
  KERATIN_OPTIONS;
  std::string name = "categorical_accuracy";
  KERATIN_METRIC_FIELDS()
};
/// The mean of categorical_accuracy over all samples (keras.metrics.CategoricalAccuracy).
struct CategoricalAccuracy : Metric {
  using Options = CategoricalAccuracyOptions;
  explicit CategoricalAccuracy(const CategoricalAccuracyOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../ops/comparisons.hpp"
#include "../ops/reductions.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

KERATIN_INLINE Tensor categorical_accuracy(const Tensor& y_true, const Tensor& y_pred) {
  require<shape_error>(y_true.shape() == y_pred.shape(), "categorical_accuracy: expected y_true of y_pred's shape ",
                       y_pred.shape(), "; got ", y_true.shape(), ".");
  return ops::equal(ops::argmax(y_true, -1), ops::argmax(y_pred, -1)).cast(float32);
}
KERATIN_INLINE CategoricalAccuracy::CategoricalAccuracy(const CategoricalAccuracyOptions& options)
    : Metric(detail::function_mean<categorical_accuracy>("CategoricalAccuracy", options)) {}

}  // namespace keratin::metrics
#endif
