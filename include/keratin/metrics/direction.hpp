// higher_is_better(): whether more of a metric is better or less, for callbacks that watch it (Keras's _direction).
#pragma once
#include <optional>
#include <string_view>

#include "../core/platform.hpp"

namespace keratin::metrics {

/// Of a class of Keras's metrics, or a name such as "mse"; nothing for what has no direction, such as "FalsePositives".
std::optional<bool> higher_is_better(std::string_view metric);

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
namespace keratin::metrics {

namespace detail {
inline constexpr std::string_view higher_is_better_names[] = {"accuracy",
                                                              "acc",
                                                              "Accuracy",
                                                              "BinaryAccuracy",
                                                              "CategoricalAccuracy",
                                                              "SparseCategoricalAccuracy",
                                                              "TopKCategoricalAccuracy",
                                                              "SparseTopKCategoricalAccuracy",
                                                              "Precision",
                                                              "Recall",
                                                              "SensitivityAtSpecificity",
                                                              "SpecificityAtSensitivity",
                                                              "PrecisionAtRecall",
                                                              "RecallAtPrecision",
                                                              "AUC",
                                                              "PearsonCorrelation",
                                                              "ConcordanceCorrelation",
                                                              "FBetaScore",
                                                              "F1Score",
                                                              "IoU",
                                                              "BinaryIoU",
                                                              "MeanIoU",
                                                              "OneHotIoU",
                                                              "OneHotMeanIoU",
                                                              "CosineSimilarity",
                                                              "R2Score"};
inline constexpr std::string_view lower_is_better_names[] = {"mse",
                                                             "mae",
                                                             "mape",
                                                             "msle",
                                                             "MSE",
                                                             "MAE",
                                                             "MAPE",
                                                             "MSLE",
                                                             "Hinge",
                                                             "SquaredHinge",
                                                             "CategoricalHinge",
                                                             "BinaryCrossentropy",
                                                             "CategoricalCrossentropy",
                                                             "SparseCategoricalCrossentropy",
                                                             "KLDivergence",
                                                             "Poisson",
                                                             "MeanSquaredError",
                                                             "RootMeanSquaredError",
                                                             "MeanAbsoluteError",
                                                             "MeanAbsolutePercentageError",
                                                             "MeanSquaredLogarithmicError",
                                                             "LogCoshError",
                                                             "LogCosh",
                                                             "mean_squared_error",
                                                             "mean_absolute_error",
                                                             "mean_absolute_percentage_error",
                                                             "mean_squared_logarithmic_error",
                                                             "binary_crossentropy",
                                                             "categorical_crossentropy",
                                                             "sparse_categorical_crossentropy",
                                                             "kl_divergence",
                                                             "poisson",
                                                             "hinge",
                                                             "squared_hinge",
                                                             "categorical_hinge",
                                                             "log_cosh",
                                                             "huber"};
}  // namespace detail

KERATIN_INLINE std::optional<bool> higher_is_better(std::string_view metric) {
  for (const std::string_view name : detail::higher_is_better_names)
    if (name == metric) return true;
  for (const std::string_view name : detail::lower_is_better_names)
    if (name == metric) return false;
  return std::nullopt;
}

}  // namespace keratin::metrics
#endif
