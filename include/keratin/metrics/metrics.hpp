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

struct Entry {
  const char *name, *class_name;
  Metric (*make)(const std::string& name);
};
/// A metric class under the name it was asked for by.
template <class M>
Metric make(const std::string&) {
  return M();
}
/// A loss as a metric: its mean over the samples.
template <Tensor (*f)(const Tensor&, const Tensor&)>
Metric make_mean(const std::string& name) {
  return MeanMetricWrapper(f, {.name = name});
}
inline Tensor binary_crossentropy(const Tensor& y, const Tensor& p) { return losses::binary_crossentropy(y, p); }
inline Tensor categorical_crossentropy(const Tensor& y, const Tensor& p) {
  return losses::categorical_crossentropy(y, p);
}
inline Tensor sparse_categorical_crossentropy(const Tensor& y, const Tensor& p) {
  return losses::sparse_categorical_crossentropy(y, p);
}

inline constexpr Entry table[] = {
    {"accuracy", "acc", accuracy_by_shape},
    {"binary_accuracy", "BinaryAccuracy", make<BinaryAccuracy>},
    {"categorical_accuracy", "CategoricalAccuracy", make<CategoricalAccuracy>},
    {"sparse_categorical_accuracy", "SparseCategoricalAccuracy", make<SparseCategoricalAccuracy>},
    {"top_k_categorical_accuracy", "TopKCategoricalAccuracy", make<TopKCategoricalAccuracy>},
    {"sparse_top_k_categorical_accuracy", "SparseTopKCategoricalAccuracy", make<SparseTopKCategoricalAccuracy>},
    {"mse", "MSE", make_mean<losses::mean_squared_error>},
    {"mean_squared_error", "MeanSquaredError", make_mean<losses::mean_squared_error>},
    {"mae", "MAE", make_mean<losses::mean_absolute_error>},
    {"mean_absolute_error", "MeanAbsoluteError", make_mean<losses::mean_absolute_error>},
    {"binary_crossentropy", "BinaryCrossentropy", make_mean<binary_crossentropy>},
    {"categorical_crossentropy", "CategoricalCrossentropy", make_mean<categorical_crossentropy>},
    {"sparse_categorical_crossentropy", "SparseCategoricalCrossentropy", make_mean<sparse_categorical_crossentropy>},
};

}  // namespace detail

KERATIN_INLINE Metric Metric::get(std::string_view name) {
  const auto matches = [&](const detail::Entry& e) { return name == e.name || name == e.class_name; };
  const auto shown = [](const detail::Entry& e) { return e.name; };
  const detail::Entry& entry = named_entry("metric", name, detail::table, matches, shown);
  const bool camel_case = name == entry.class_name && name != "acc" && name != "MSE" && name != "MAE";
  return entry.make(std::string(camel_case ? entry.name : name));
}

}  // namespace keratin::metrics
#endif
