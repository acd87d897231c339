// All metrics (keras.metrics), and the list of their names.
#pragma once
#include "accuracy.hpp"
#include "mean.hpp"
#include "metric.hpp"

#if KERATIN_DEFINE(metrics)
#include "../core/named_entry.hpp"
#include "../losses/losses.hpp"

namespace keratin::metrics {

namespace detail {

/// A loss as a metric: its mean over the samples.
template <Tensor (*f)(const Tensor&, const Tensor&)>
Metric make_mean(Fields*) {
  return MeanMetricWrapper(f);
}
inline Tensor binary_crossentropy(const Tensor& y, const Tensor& p) { return losses::binary_crossentropy(y, p); }
inline Tensor categorical_crossentropy(const Tensor& y, const Tensor& p) {
  return losses::categorical_crossentropy(y, p);
}
inline Tensor sparse_categorical_crossentropy(const Tensor& y, const Tensor& p) {
  return losses::sparse_categorical_crossentropy(y, p);
}

inline constexpr NamedEntry<Metric> list[] = {
    {{"accuracy", "acc"}, accuracy_by_shape},
    {{"binary_accuracy", "BinaryAccuracy"}, make_named<Metric, BinaryAccuracy>},
    {{"categorical_accuracy", "CategoricalAccuracy"}, make_named<Metric, CategoricalAccuracy>},
    {{"sparse_categorical_accuracy", "SparseCategoricalAccuracy"}, make_named<Metric, SparseCategoricalAccuracy>},
    {{"top_k_categorical_accuracy", "TopKCategoricalAccuracy"}, make_named<Metric, TopKCategoricalAccuracy>},
    {{"sparse_top_k_categorical_accuracy", "SparseTopKCategoricalAccuracy"},
     make_named<Metric, SparseTopKCategoricalAccuracy>},
    {{"mean_squared_error", "MeanSquaredError", "mse", "MSE"}, make_mean<losses::mean_squared_error>},
    {{"mean_absolute_error", "MeanAbsoluteError", "mae", "MAE"}, make_mean<losses::mean_absolute_error>},
    {{"binary_crossentropy", "BinaryCrossentropy"}, make_mean<binary_crossentropy>},
    {{"categorical_crossentropy", "CategoricalCrossentropy"}, make_mean<categorical_crossentropy>},
    {{"sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"}, make_mean<sparse_categorical_crossentropy>},
};

}  // namespace detail

KERATIN_GET(Metric) {
  const Metric metric = find_named<detail::list>("metric", name)(nullptr);
  metric.rename(std::string(std::string_view(name)));  // Keras shows it by the name that it was asked for by
  return metric;
}

}  // namespace keratin::metrics
#endif
