// All metrics (keras.metrics), and the list of their names.
#pragma once
#include "../losses/losses.hpp"
#include "accuracy.hpp"
#include "accuracy_by_shape.hpp"
#include "auc.hpp"
#include "binary_accuracy.hpp"
#include "binary_crossentropy.hpp"
#include "binary_iou.hpp"
#include "categorical_accuracy.hpp"
#include "categorical_crossentropy.hpp"
#include "categorical_hinge.hpp"
#include "concordance_correlation.hpp"
#include "cosine_similarity.hpp"
#include "custom_metric.hpp"
#include "direction.hpp"
#include "f1_score.hpp"
#include "false_negatives.hpp"
#include "false_positives.hpp"
#include "fbeta_score.hpp"
#include "hinge.hpp"
#include "iou.hpp"
#include "kl_divergence.hpp"
#include "log_cosh_error.hpp"
#include "mean.hpp"
#include "mean_absolute_error.hpp"
#include "mean_absolute_percentage_error.hpp"
#include "mean_iou.hpp"
#include "mean_squared_error.hpp"
#include "mean_squared_logarithmic_error.hpp"
#include "metric.hpp"
#include "one_hot_iou.hpp"
#include "one_hot_mean_iou.hpp"
#include "pearson_correlation.hpp"
#include "poisson.hpp"
#include "precision.hpp"
#include "precision_at_recall.hpp"
#include "r2_score.hpp"
#include "recall.hpp"
#include "recall_at_precision.hpp"
#include "root_mean_squared_error.hpp"
#include "sensitivity_at_specificity.hpp"
#include "sparse_categorical_accuracy.hpp"
#include "sparse_categorical_crossentropy.hpp"
#include "sparse_top_k_categorical_accuracy.hpp"
#include "specificity_at_sensitivity.hpp"
#include "squared_hinge.hpp"
#include "sum.hpp"
#include "top_k_categorical_accuracy.hpp"
#include "true_negatives.hpp"
#include "true_positives.hpp"

namespace keratin::metrics {

// The functions that keras.metrics shares with keras.losses.
using losses::binary_crossentropy;
using losses::binary_focal_crossentropy;
using losses::categorical_crossentropy;
using losses::categorical_focal_crossentropy;
using losses::categorical_hinge;
using losses::hinge;
using losses::huber;
using losses::kl_divergence;
using losses::log_cosh;
using losses::mean_absolute_error;
using losses::mean_absolute_percentage_error;
using losses::mean_squared_error;
using losses::mean_squared_logarithmic_error;
using losses::poisson;
using losses::sparse_categorical_crossentropy;
using losses::squared_hinge;

/// The metric of that class, as its configuration says (keras.metrics.deserialize); Keras 2's MeanMetricWrapper has its
/// function's name in `fn`. Throws name_error for an unknown class.
[[nodiscard]] Metric deserialize(std::string_view class_name, Fields& config);

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../core/named_entry.hpp"

namespace keratin::metrics {

namespace detail {

inline constexpr NamedEntry<Metric> list[] = {
    {{"Accuracy", "ACCURACY"}, accuracy_by_shape},
    {{"accuracy", "acc", "ACC", "Acc"}, accuracy_by_shape},
    {{"auc", "AUC"}, make_named<Metric, AUC>},
    {{"binary_accuracy", "BinaryAccuracy"}, make_named<Metric, BinaryAccuracy>},
    {{"binary_crossentropy", "BinaryCrossentropy", "bce", "BCE"}, make_named<Metric, BinaryCrossentropy>},
    {{"binary_io_u", "BinaryIoU"}, BinaryIoU::from},
    {{"categorical_accuracy", "CategoricalAccuracy"}, make_named<Metric, CategoricalAccuracy>},
    {{"categorical_crossentropy", "CategoricalCrossentropy"}, make_named<Metric, CategoricalCrossentropy>},
    {{"categorical_hinge", "CategoricalHinge"}, make_named<Metric, CategoricalHinge>},
    {{"concordance_correlation", "ConcordanceCorrelation"}, make_named<Metric, ConcordanceCorrelation>},
    {{"cosine_similarity", "CosineSimilarity"}, make_named<Metric, CosineSimilarity>},
    {{"f1_score", "F1Score"}, make_named<Metric, F1Score>},
    {{"f_beta_score", "FBetaScore", "fbeta_score"}, make_named<Metric, FBetaScore>},
    {{"false_negatives", "FalseNegatives"}, make_named<Metric, FalseNegatives>},
    {{"false_positives", "FalsePositives"}, make_named<Metric, FalsePositives>},
    {{"hinge", "Hinge"}, make_named<Metric, Hinge>},
    {{"io_u", "IoU"}, IoU::from},
    {{"kl_divergence", "KLDivergence", "kld", "KLD"}, make_named<Metric, KLDivergence>},
    {{"log_cosh_error", "LogCoshError", "logcosh", "log_cosh"}, make_named<Metric, LogCoshError>},
    {{"mean", "Mean"}, make_named<Metric, Mean>},
    {{"mean_absolute_error", "MeanAbsoluteError", "mae", "MAE"}, make_named<Metric, MeanAbsoluteError>},
    {{"mean_absolute_percentage_error", "MeanAbsolutePercentageError", "mape", "MAPE"},
     make_named<Metric, MeanAbsolutePercentageError>},
    {{"mean_io_u", "MeanIoU"}, MeanIoU::from},
    {{"mean_squared_error", "MeanSquaredError", "mse", "MSE"}, make_named<Metric, MeanSquaredError>},
    {{"mean_squared_logarithmic_error", "MeanSquaredLogarithmicError", "msle", "MSLE"},
     make_named<Metric, MeanSquaredLogarithmicError>},
    {{"one_hot_io_u", "OneHotIoU"}, OneHotIoU::from},
    {{"one_hot_mean_io_u", "OneHotMeanIoU"}, OneHotMeanIoU::from},
    {{"pearson_correlation", "PearsonCorrelation"}, make_named<Metric, PearsonCorrelation>},
    {{"poisson", "Poisson"}, make_named<Metric, Poisson>},
    {{"precision", "Precision"}, make_named<Metric, Precision>},
    {{"precision_at_recall", "PrecisionAtRecall"}, PrecisionAtRecall::from},
    {{"r2_score", "R2Score"}, make_named<Metric, R2Score>},
    {{"recall", "Recall"}, make_named<Metric, Recall>},
    {{"recall_at_precision", "RecallAtPrecision"}, RecallAtPrecision::from},
    {{"root_mean_squared_error", "RootMeanSquaredError"}, make_named<Metric, RootMeanSquaredError>},
    {{"sensitivity_at_specificity", "SensitivityAtSpecificity"}, SensitivityAtSpecificity::from},
    {{"sparse_categorical_accuracy", "SparseCategoricalAccuracy"}, make_named<Metric, SparseCategoricalAccuracy>},
    {{"sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"},
     make_named<Metric, SparseCategoricalCrossentropy>},
    {{"sparse_top_k_categorical_accuracy", "SparseTopKCategoricalAccuracy"},
     make_named<Metric, SparseTopKCategoricalAccuracy>},
    {{"specificity_at_sensitivity", "SpecificityAtSensitivity"}, SpecificityAtSensitivity::from},
    {{"squared_hinge", "SquaredHinge"}, make_named<Metric, SquaredHinge>},
    {{"sum", "Sum"}, make_named<Metric, Sum>},
    {{"top_k_categorical_accuracy", "TopKCategoricalAccuracy"}, make_named<Metric, TopKCategoricalAccuracy>},
    {{"true_negatives", "TrueNegatives"}, make_named<Metric, TrueNegatives>},
    {{"true_positives", "TruePositives"}, make_named<Metric, TruePositives>},
};

}  // namespace detail

KERATIN_INLINE Metric deserialize(std::string_view class_name, Fields& config) {
  if (class_name != "MeanMetricWrapper") return find_named<detail::list>("metric", class_name)(&config);
  std::string name, fn;
  config("name, fn", name, fn);
  const Metric metric = find_named<detail::list>("metric", std::string_view(fn))(nullptr);
  if (!name.empty()) metric.rename(name);
  return metric;
}
KERATIN_GET(Metric) {
  if (const auto own = registered_metric(name)) return *own;
  const Metric metric = find_named<detail::list>("metric", name)(nullptr);
  metric.rename(std::string(std::string_view(name)));  // Keras shows it by the name that it was asked for by
  return metric;
}

}  // namespace keratin::metrics
#endif
