// All constraints (keras.constraints), and the list of their names.
#pragma once
#include "constraint.hpp"
#include "max_norm.hpp"
#include "min_max_norm.hpp"
#include "non_neg.hpp"
#include "unit_norm.hpp"

#if KERATIN_DEFINE(constraints)
#include "../core/named_entry.hpp"

namespace keratin::constraints {

namespace detail {

struct Entry {
  const char *function, *class_name;
  Constraint (*make)();
};
template <class R>
Constraint make() {
  return R();
}
inline constexpr Entry table[] = {
    {"max_norm", "MaxNorm", make<MaxNorm>},
    {"min_max_norm", "MinMaxNorm", make<MinMaxNorm>},
    {"non_neg", "NonNeg", make<NonNeg>},
    {"unit_norm", "UnitNorm", make<UnitNorm>},
};

}  // namespace detail

KERATIN_INLINE Constraint get(std::string_view name) {
  const auto matches = [&](const detail::Entry& e) { return name == e.function || name == e.class_name; };
  const auto shown = [](const detail::Entry& e) { return e.function; };
  return named_entry("constraint", name, detail::table, matches, shown).make();
}

}  // namespace keratin::constraints
#endif
