// All losses (keras.losses), and the list of their names.
#pragma once
#include "binary_crossentropy.hpp"
#include "categorical_crossentropy.hpp"
#include "loss.hpp"
#include "mean_absolute_error.hpp"
#include "mean_squared_error.hpp"
#include "sparse_categorical_crossentropy.hpp"

#if KERATIN_DEFINE(losses)
#include "../core/named_entry.hpp"

namespace keratin::losses {

namespace detail {

inline constexpr NamedEntry<Loss> list[] = {
    {{"binary_crossentropy", "BinaryCrossentropy", "bce", "BCE"}, make_named<Loss, BinaryCrossentropy>},
    {{"categorical_crossentropy", "CategoricalCrossentropy"}, make_named<Loss, CategoricalCrossentropy>},
    {{"mean_absolute_error", "MeanAbsoluteError", "mae", "MAE"}, make_named<Loss, MeanAbsoluteError>},
    {{"mean_squared_error", "MeanSquaredError", "mse", "MSE"}, make_named<Loss, MeanSquaredError>},
    {{"sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"},
     make_named<Loss, SparseCategoricalCrossentropy>},
};

}  // namespace detail

KERATIN_GET(Loss) { return find_named<detail::list>("loss", name)(nullptr); }

}  // namespace keratin::losses
#endif
