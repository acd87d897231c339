// BinaryAccuracy: how often y_pred > threshold says what y_true (1 or 0) is.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

/// 1 where y_true is 1 and y_pred > threshold, or y_true is 0 and it is not, else 0: float32 in y_pred's shape
/// (keras.metrics.binary_accuracy).
[[nodiscard]] Tensor binary_accuracy(const Tensor& y_true, const Tensor& y_pred, Real threshold = 0.5);

struct BinaryAccuracyOptions {
  KERATIN_OPTIONS;
  std::string name = "binary_accuracy";
  Real threshold = 0.5;
  KERATIN_METRIC_FIELDS(threshold)
};
/// The mean of binary_accuracy over all samples (keras.metrics.BinaryAccuracy).
struct BinaryAccuracy : Metric {
  using Options = BinaryAccuracyOptions;
  explicit BinaryAccuracy(const BinaryAccuracyOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/loss.hpp"
#include "../tensor/pointwise.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

namespace detail {

struct BinaryMatch {
  double threshold;
  template <class V>
  V operator()(const V& y, const V& p) const {
    return to_number(y == to_number(p > V(threshold)));
  }
};

inline Tensor binary_accuracy_of(const Tensor& y, const Tensor& p, const BinaryAccuracyOptions& o) {
  return binary_accuracy(y, p, o.threshold);
}

}  // namespace detail

KERATIN_INLINE Tensor binary_accuracy(const Tensor& y_true, const Tensor& y_pred, Real threshold) {
  const auto pair = losses::same_rank(y_true, y_pred);
  const Tensor p = pair.y_pred.cast(float_type(pair.y_pred.dtype()));
  return map(detail::BinaryMatch{threshold}, pair.y_true.cast(p.dtype()), p).cast(float32);
}
KERATIN_INLINE BinaryAccuracy::BinaryAccuracy(const BinaryAccuracyOptions& options)
    : Metric(detail::function_mean<detail::binary_accuracy_of>("BinaryAccuracy", options)) {}

}  // namespace keratin::metrics
#endif
