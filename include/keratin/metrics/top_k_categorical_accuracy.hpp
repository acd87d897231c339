// TopKCategoricalAccuracy: how often the true class, in one-hot rows, is among the k greatest entries of y_pred.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

/// 1 where the class of one-hot y_true is among the k greatest entries of y_pred, else 0: (…, classes) twice -> (…),
/// float32 (keras.metrics.top_k_categorical_accuracy).
[[nodiscard]] Tensor top_k_categorical_accuracy(const Tensor& y_true, const Tensor& y_pred, Int k = 5);

struct TopKCategoricalAccuracyOptions {
  KERATIN_OPTIONS;
  Int k = 5;
  std::string name = "top_k_categorical_accuracy";
  KERATIN_METRIC_FIELDS(k)
};
/// The mean of top_k_categorical_accuracy over all samples (keras.metrics.TopKCategoricalAccuracy).
struct TopKCategoricalAccuracy : Metric {
  using Options = TopKCategoricalAccuracyOptions;
  explicit TopKCategoricalAccuracy(const TopKCategoricalAccuracyOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../ops/reductions.hpp"
#include "class_numbers.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

KERATIN_INLINE Tensor top_k_categorical_accuracy(const Tensor& y_true, const Tensor& y_pred, Int k) {
  require<shape_error>(y_true.shape() == y_pred.shape() && y_pred.rank() > 0,
                       "top_k_categorical_accuracy: expected y_true of y_pred's shape ", y_pred.shape(), "; got ",
                       y_true.shape(), ".");
  return detail::in_top_k(ops::argmax(y_true, -1), y_pred, k);
}

namespace detail {
inline Tensor top_k_of(const Tensor& y, const Tensor& p, const TopKCategoricalAccuracyOptions& o) {
  return top_k_categorical_accuracy(y, p, o.k);
}
}  // namespace detail

KERATIN_INLINE TopKCategoricalAccuracy::TopKCategoricalAccuracy(const TopKCategoricalAccuracyOptions& options)
    : Metric(detail::function_mean<detail::top_k_of>("TopKCategoricalAccuracy", options)) {}

}  // namespace keratin::metrics
#endif
