// SparseCategoricalAccuracy: how often y_pred has its greatest entry at the class that is true.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

/// 1 where y_pred has its greatest entry at class y_true, else 0: (…) or (…, 1), and (…, classes) -> (…), float32
/// (keras.metrics.sparse_categorical_accuracy).
[[nodiscard]] Tensor sparse_categorical_accuracy(const Tensor& y_true, const Tensor& y_pred);

struct SparseCategoricalAccuracyOptions {
  KERATIN_OPTIONS;
  std::string name = "sparse_categorical_accuracy";
  KERATIN_METRIC_FIELDS()
};
/// The mean of sparse_categorical_accuracy over all samples (keras.metrics.SparseCategoricalAccuracy).
struct SparseCategoricalAccuracy : Metric {
  using Options = SparseCategoricalAccuracyOptions;
  explicit SparseCategoricalAccuracy(const SparseCategoricalAccuracyOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../ops/comparisons.hpp"
#include "../ops/reductions.hpp"
#include "class_numbers.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

KERATIN_INLINE Tensor sparse_categorical_accuracy(const Tensor& y_true, const Tensor& y_pred) {
  const Tensor labels = detail::class_numbers("sparse_categorical_accuracy", y_true, y_pred);
  return ops::equal(labels.cast(int32), ops::argmax(y_pred, -1)).cast(float32);
}
KERATIN_INLINE SparseCategoricalAccuracy::SparseCategoricalAccuracy(const SparseCategoricalAccuracyOptions& options)
    : Metric(detail::function_mean<sparse_categorical_accuracy>("SparseCategoricalAccuracy", options)) {}

}  // namespace keratin::metrics
#endif
