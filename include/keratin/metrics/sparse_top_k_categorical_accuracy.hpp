// SparseTopKCategoricalAccuracy: how often the class that is true is among the k greatest entries of y_pred.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

struct SparseTopKOptions {
  KERATIN_OPTIONS;
  Flag from_sorted_ids = false;  ///< Whether y_pred holds class numbers, the likeliest first, in place of scores.
};
/// 1 where class y_true is among the k greatest entries of y_pred, else 0: (…) or (…, 1), and (…, classes) -> (…),
/// float32 (keras.metrics.sparse_top_k_categorical_accuracy).
[[nodiscard]] Tensor sparse_top_k_categorical_accuracy(const Tensor& y_true, const Tensor& y_pred, Int k = 5,
                                                       const SparseTopKOptions& options = {});

struct SparseTopKCategoricalAccuracyOptions {
  KERATIN_OPTIONS;
  Int k = 5;
  std::string name = "sparse_top_k_categorical_accuracy";
  Flag from_sorted_ids = false;  ///< Whether y_pred holds class numbers, the likeliest first.
  KERATIN_METRIC_FIELDS(k, from_sorted_ids)
  /// What is written: as Keras, from_sorted_ids only where it is set.
  void written_fields(Fields& f) {
    std::string dtype = "float32";
    f("name, dtype, k", name, dtype, k);
    if (from_sorted_ids) f("from_sorted_ids", from_sorted_ids);
  }
};
/// The mean of sparse_top_k_categorical_accuracy over all samples (keras.metrics.SparseTopKCategoricalAccuracy).
struct SparseTopKCategoricalAccuracy : Metric {
  using Options = SparseTopKCategoricalAccuracyOptions;
  explicit SparseTopKCategoricalAccuracy(const SparseTopKCategoricalAccuracyOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include <algorithm>

#include "../ops/cast.hpp"
#include "class_numbers.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

namespace detail {

/// 1 where the class number is among the first k of its row.
inline Tensor among_first(const Tensor& labels, const Tensor& sorted, index_t k) {
  const Tensor ids = sorted.cast(float64), wanted = labels.cast(float64);
  const index_t n = ids.shape().back(), count = wanted.size();
  Tensor hit = Tensor::empty(wanted.shape(), float32);
  for (index_t i = 0; i < count; ++i) {
    const double* const row = ids.data<const double>() + i * n;
    hit.data<float>()[i] = std::find(row, row + std::min(n, k), wanted.data<double>()[i]) != row + std::min(n, k);
  }
  return hit;
}

inline Tensor sparse_top_k_of(const Tensor& y, const Tensor& p, const SparseTopKCategoricalAccuracyOptions& o) {
  return sparse_top_k_categorical_accuracy(y, p, o.k, {.from_sorted_ids = o.from_sorted_ids});
}

}  // namespace detail

KERATIN_INLINE Tensor sparse_top_k_categorical_accuracy(const Tensor& y_true, const Tensor& y_pred, Int k,
                                                        const SparseTopKOptions& options) {
  const Tensor labels = detail::class_numbers("sparse_top_k_categorical_accuracy", y_true, y_pred);
  return options.from_sorted_ids ? detail::among_first(labels, y_pred, k) : detail::in_top_k(labels, y_pred, k);
}
KERATIN_INLINE SparseTopKCategoricalAccuracy::SparseTopKCategoricalAccuracy(
    const SparseTopKCategoricalAccuracyOptions& options)
    : Metric(detail::function_mean<detail::sparse_top_k_of>("SparseTopKCategoricalAccuracy", options)) {}

}  // namespace keratin::metrics
#endif
