// All losses (keras.losses), and the list of their names.
#pragma once
#include "binary_crossentropy.hpp"
#include "binary_focal_crossentropy.hpp"
#include "categorical_crossentropy.hpp"
#include "categorical_focal_crossentropy.hpp"
#include "categorical_generalized_cross_entropy.hpp"
#include "categorical_hinge.hpp"
#include "circle.hpp"
#include "cosine_similarity.hpp"
#include "crossentropy.hpp"
#include "ctc.hpp"
#include "custom_loss.hpp"
#include "dice.hpp"
#include "hinge.hpp"
#include "huber.hpp"
#include "kl_divergence.hpp"
#include "log_cosh.hpp"
#include "loss.hpp"
#include "mean_absolute_error.hpp"
#include "mean_absolute_percentage_error.hpp"
#include "mean_squared_error.hpp"
#include "mean_squared_logarithmic_error.hpp"
#include "poisson.hpp"
#include "reduction.hpp"
#include "sparse_categorical_crossentropy.hpp"
#include "squared_hinge.hpp"
#include "tversky.hpp"

namespace keratin::losses {
/// The loss of that class, as its configuration says (keras.losses.deserialize). Throws name_error for an unknown
/// class.
[[nodiscard]] Loss deserialize(std::string_view class_name, Fields& config);
}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../core/named_entry.hpp"

namespace keratin::losses {

namespace detail {

inline constexpr NamedEntry<Loss> list[] = {
    {{"binary_crossentropy", "BinaryCrossentropy", "bce", "BCE"}, make_named<Loss, BinaryCrossentropy>},
    {{"binary_focal_crossentropy", "BinaryFocalCrossentropy"}, make_named<Loss, BinaryFocalCrossentropy>},
    {{"categorical_crossentropy", "CategoricalCrossentropy"}, make_named<Loss, CategoricalCrossentropy>},
    {{"categorical_focal_crossentropy", "CategoricalFocalCrossentropy"},
     make_named<Loss, CategoricalFocalCrossentropy>},
    {{"categorical_generalized_cross_entropy", "CategoricalGeneralizedCrossEntropy"},
     make_named<Loss, CategoricalGeneralizedCrossEntropy>},
    {{"categorical_hinge", "CategoricalHinge"}, make_named<Loss, CategoricalHinge>},
    {{"circle", "Circle"}, make_named<Loss, Circle>},
    {{"cosine_similarity", "CosineSimilarity"}, make_named<Loss, CosineSimilarity>},
    {{"crossentropy", "ce", "CE"}, crossentropy_by_shape},
    {{"ctc", "CTC"}, make_named<Loss, CTC>},
    {{"dice", "Dice"}, make_named<Loss, Dice>},
    {{"hinge", "Hinge"}, make_named<Loss, Hinge>},
    {{"huber", "Huber"}, make_named<Loss, Huber>},
    {{"kl_divergence", "KLDivergence", "kld", "KLD"}, make_named<Loss, KLDivergence>},
    {{"kullback_leibler_divergence"}, make_named<Loss, KLDivergence>},
    {{"log_cosh", "LogCosh", "logcosh"}, make_named<Loss, LogCosh>},
    {{"mean_absolute_error", "MeanAbsoluteError", "mae", "MAE"}, make_named<Loss, MeanAbsoluteError>},
    {{"mean_absolute_percentage_error", "MeanAbsolutePercentageError", "mape", "MAPE"},
     make_named<Loss, MeanAbsolutePercentageError>},
    {{"mean_squared_error", "MeanSquaredError", "mse", "MSE"}, make_named<Loss, MeanSquaredError>},
    {{"mean_squared_logarithmic_error", "MeanSquaredLogarithmicError", "msle", "MSLE"},
     make_named<Loss, MeanSquaredLogarithmicError>},
    {{"poisson", "Poisson"}, make_named<Loss, Poisson>},
    {{"sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"},
     make_named<Loss, SparseCategoricalCrossentropy>},
    {{"squared_hinge", "SquaredHinge"}, make_named<Loss, SquaredHinge>},
    {{"tversky", "Tversky"}, make_named<Loss, Tversky>},
};

}  // namespace detail

KERATIN_INLINE Loss deserialize(std::string_view class_name, Fields& config) {
  return find_named<detail::list>("loss", class_name)(&config);
}
KERATIN_GET(Loss) {
  if (const auto own = registered_loss(name)) return *own;
  return find_named<detail::list>("loss", name)(nullptr);
}

}  // namespace keratin::losses
#endif
