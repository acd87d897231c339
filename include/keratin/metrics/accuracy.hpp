// Accuracy in its variants: how often a prediction is right.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

// For each sample 1 or 0, float32 (the mean over the last axis for binary_accuracy).
[[nodiscard]] Tensor accuracy(const Tensor& y_true, const Tensor& y_pred);  ///< Whether they are equal.
/// Whether y_true is 1 where y_pred > threshold and 0 elsewhere: (…, n) twice -> (…).
[[nodiscard]] Tensor binary_accuracy(const Tensor& y_true, const Tensor& y_pred, Real threshold = 0.5);
/// Whether the greatest entries of one-hot y_true and of y_pred stand at one place.
[[nodiscard]] Tensor categorical_accuracy(const Tensor& y_true, const Tensor& y_pred);
/// The same for class numbers y_true: (batch) or (batch, 1).
[[nodiscard]] Tensor sparse_categorical_accuracy(const Tensor& y_true, const Tensor& y_pred);
/// Whether the true class is among the k greatest entries of y_pred.
[[nodiscard]] Tensor top_k_categorical_accuracy(const Tensor& y_true, const Tensor& y_pred, Int k = 5);
[[nodiscard]] Tensor sparse_top_k_categorical_accuracy(const Tensor& y_true, const Tensor& y_pred, Int k = 5);

struct AccuracyOptions {
  KERATIN_OPTIONS;
  std::string name = "accuracy";
};
struct Accuracy : Metric {
  explicit Accuracy(const AccuracyOptions& options = {});
};
struct BinaryAccuracyOptions {
  KERATIN_OPTIONS;
  std::string name = "binary_accuracy";
  Real threshold = 0.5;
};
struct BinaryAccuracy : Metric {
  explicit BinaryAccuracy(const BinaryAccuracyOptions& options = {});
};
struct CategoricalAccuracyOptions {
  KERATIN_OPTIONS;
  std::string name = "categorical_accuracy";
};
struct CategoricalAccuracy : Metric {
  explicit CategoricalAccuracy(const CategoricalAccuracyOptions& options = {});
};
struct SparseCategoricalAccuracyOptions {
  KERATIN_OPTIONS;
  std::string name = "sparse_categorical_accuracy";
};
struct SparseCategoricalAccuracy : Metric {
  explicit SparseCategoricalAccuracy(const SparseCategoricalAccuracyOptions& options = {});
};
struct TopKCategoricalAccuracyOptions {
  KERATIN_OPTIONS;
  Int k = 5;
  std::string name = "top_k_categorical_accuracy";
};
struct TopKCategoricalAccuracy : Metric {
  explicit TopKCategoricalAccuracy(const TopKCategoricalAccuracyOptions& options = {});
};
struct SparseTopKCategoricalAccuracyOptions {
  KERATIN_OPTIONS;
  Int k = 5;
  std::string name = "sparse_top_k_categorical_accuracy";
};
struct SparseTopKCategoricalAccuracy : Metric {
  explicit SparseTopKCategoricalAccuracy(const SparseTopKCategoricalAccuracyOptions& options = {});
};

/// The metric behind the name "accuracy" (or "acc"): binary, categorical or sparse, as the shapes of the first batch
/// say.
Metric accuracy_by_shape(Fields* = nullptr);

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../ops/comparisons.hpp"
#include "../ops/reductions.hpp"
#include "../ops/reshape.hpp"

namespace keratin::metrics {

namespace detail {

struct BinaryMatch {
  double threshold;
  template <class V>
  V operator()(const V& y, const V& p) const {
    return to_number(y == to_number(p > V(threshold)));
  }
};

inline Tensor same_place(const Tensor& a, const Tensor& b) { return ops::equal(a, b).cast(float32); }

/// Class numbers without a last axis of size 1.
inline Tensor labels_of(const Tensor& y_true, const Tensor& y_pred) {
  return y_true.rank() == y_pred.rank() && y_true.shape().back() == 1 ? ops::squeeze(y_true, -1) : y_true;
}

/// 1 where fewer than k entries of a row of p are greater than the entry of the true class.
inline Tensor in_top_k(const Tensor& labels, const Tensor& y_pred, index_t k) {
  const Tensor p = y_pred.cast(float64), rows = labels.cast(int64);
  const index_t n = p.shape().back(), count = rows.size();
  Tensor hit = Tensor::empty(rows.shape(), float32);
  for (index_t i = 0; i < count; ++i) {
    const double* const row = p.data<double>() + i * n;
    const index_t c = rows.data<std::int64_t>()[i];
    index_t greater = 0;
    for (index_t j = 0; j < n && c >= 0 && c < n; ++j) greater += row[j] > row[c];
    hit.data<float>()[i] = c >= 0 && c < n && greater < k ? 1.0f : 0.0f;
  }
  return hit;
}

/// Picks its function at the first batch.
class AccuracyByShape final : public MeanImpl {
 public:
  using MeanImpl::MeanImpl;
  void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& sample_weight) override {
    const index_t classes = y_pred.rank() > 0 ? y_pred.shape().back() : 1;
    const bool sparse =
        y_true.rank() < y_pred.rank() || (y_true.rank() > 0 && y_true.shape().back() == 1 && classes > 1);
    if (classes == 1)
      add(binary_accuracy(y_true, y_pred), sample_weight);
    else
      add(sparse ? sparse_categorical_accuracy(y_true, y_pred) : categorical_accuracy(y_true, y_pred), sample_weight);
  }
};

}  // namespace detail

KERATIN_INLINE Tensor accuracy(const Tensor& y_true, const Tensor& y_pred) {
  const auto [y, p] = losses::same_rank(y_true, y_pred);
  return ops::equal(y, p).cast(float32);
}

KERATIN_INLINE Tensor binary_accuracy(const Tensor& y_true, const Tensor& y_pred, Real threshold) {
  const auto pair = losses::same_rank(y_true, y_pred);
  const Tensor p = pair.y_pred.cast(float_type(pair.y_pred.dtype()));
  return ops::mean(map(detail::BinaryMatch{threshold}, pair.y_true.cast(p.dtype()), p), -1);
}

KERATIN_INLINE Tensor categorical_accuracy(const Tensor& y_true, const Tensor& y_pred) {
  require<shape_error>(y_true.shape() == y_pred.shape(), "categorical_accuracy: expected y_true of y_pred's shape ",
                       y_pred.shape(), "; got ", y_true.shape(), ".");
  return detail::same_place(ops::argmax(y_true, -1), ops::argmax(y_pred, -1));
}

KERATIN_INLINE Tensor sparse_categorical_accuracy(const Tensor& y_true, const Tensor& y_pred) {
  return detail::same_place(detail::labels_of(y_true, y_pred).cast(int32), ops::argmax(y_pred, -1));
}

KERATIN_INLINE Tensor top_k_categorical_accuracy(const Tensor& y_true, const Tensor& y_pred, Int k) {
  return detail::in_top_k(ops::argmax(y_true, -1), y_pred, k);
}
KERATIN_INLINE Tensor sparse_top_k_categorical_accuracy(const Tensor& y_true, const Tensor& y_pred, Int k) {
  return detail::in_top_k(detail::labels_of(y_true, y_pred), y_pred, k);
}

KERATIN_INLINE Accuracy::Accuracy(const AccuracyOptions& o) : Metric(MeanMetricWrapper(accuracy, {.name = o.name})) {}
KERATIN_INLINE BinaryAccuracy::BinaryAccuracy(const BinaryAccuracyOptions& o)
    : Metric(MeanMetricWrapper([t = o.threshold](const Tensor& y, const Tensor& p) { return binary_accuracy(y, p, t); },
                               {.name = o.name})) {}
KERATIN_INLINE CategoricalAccuracy::CategoricalAccuracy(const CategoricalAccuracyOptions& o)
    : Metric(MeanMetricWrapper(categorical_accuracy, {.name = o.name})) {}
KERATIN_INLINE SparseCategoricalAccuracy::SparseCategoricalAccuracy(const SparseCategoricalAccuracyOptions& o)
    : Metric(MeanMetricWrapper(sparse_categorical_accuracy, {.name = o.name})) {}
KERATIN_INLINE TopKCategoricalAccuracy::TopKCategoricalAccuracy(const TopKCategoricalAccuracyOptions& o)
    : Metric(
          MeanMetricWrapper([k = o.k](const Tensor& y, const Tensor& p) { return top_k_categorical_accuracy(y, p, k); },
                            {.name = o.name})) {}
KERATIN_INLINE SparseTopKCategoricalAccuracy::SparseTopKCategoricalAccuracy(
    const SparseTopKCategoricalAccuracyOptions& o)
    : Metric(MeanMetricWrapper(
          [k = o.k](const Tensor& y, const Tensor& p) { return sparse_top_k_categorical_accuracy(y, p, k); },
          {.name = o.name})) {}

namespace detail {
struct ByShape : Metric {
  ByShape() : Metric(Ref<MetricImpl>(new AccuracyByShape("accuracy"))) {}
};
}  // namespace detail
KERATIN_INLINE Metric accuracy_by_shape(Fields*) { return detail::ByShape(); }

}  // namespace keratin::metrics
#endif
