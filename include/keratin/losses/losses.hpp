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

struct Entry {
  const char *function, *class_name, *alias;
  Loss (*make)();
};
template <class L>
Loss make() {
  return L();
}
inline constexpr Entry table[] = {
    {"binary_crossentropy", "BinaryCrossentropy", "bce", make<BinaryCrossentropy>},
    {"categorical_crossentropy", "CategoricalCrossentropy", nullptr, make<CategoricalCrossentropy>},
    {"mean_absolute_error", "MeanAbsoluteError", "mae", make<MeanAbsoluteError>},
    {"mean_squared_error", "MeanSquaredError", "mse", make<MeanSquaredError>},
    {"sparse_categorical_crossentropy", "SparseCategoricalCrossentropy", nullptr, make<SparseCategoricalCrossentropy>},
};

/// Keras takes an abbreviation in small letters and in capitals.
inline bool is_alias(std::string_view name, const char* alias) {
  if (alias == nullptr || name.size() != std::string_view(alias).size()) return false;
  std::string capitals(alias);
  for (char& c : capitals) c = static_cast<char>(c - 'a' + 'A');
  return name == alias || name == capitals;
}

}  // namespace detail

KERATIN_INLINE Loss Loss::get(std::string_view name) {
  const auto matches = [&](const detail::Entry& e) {
    return name == e.function || name == e.class_name || detail::is_alias(name, e.alias);
  };
  const auto shown = [](const detail::Entry& e) { return e.alias != nullptr ? e.alias : e.function; };
  return named_entry("loss", name, detail::table, matches, shown).make();
}

}  // namespace keratin::losses
#endif
