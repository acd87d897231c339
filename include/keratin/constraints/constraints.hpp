// All constraints (keras.constraints), and the list of their names.
#pragma once
#include "constraint.hpp"
#include "max_norm.hpp"
#include "min_max_norm.hpp"
#include "non_neg.hpp"
#include "unit_norm.hpp"

namespace keratin::constraints {
/// The constraint of that class, as its configuration says (keras.constraints.deserialize). Throws name_error for an
/// unknown class.
[[nodiscard]] Constraint deserialize(std::string_view class_name, Fields& config);
}  // namespace keratin::constraints

#if KERATIN_DEFINE(constraints)
#include "../core/named_entry.hpp"

namespace keratin::constraints {

namespace detail {

inline constexpr NamedEntry<Constraint> list[] = {
    {{"max_norm", "MaxNorm"}, make_named<Constraint, MaxNorm>},
    {{"min_max_norm", "MinMaxNorm"}, make_named<Constraint, MinMaxNorm>},
    {{"non_neg", "NonNeg"}, make_named<Constraint, NonNeg>},
    {{"unit_norm", "UnitNorm"}, make_named<Constraint, UnitNorm>},
};

}  // namespace detail

KERATIN_INLINE Constraint deserialize(std::string_view class_name, Fields& config) {
  return find_named<detail::list>("constraint", class_name)(&config);
}
KERATIN_GET(Constraint) { return find_named<detail::list>("constraint", name)(nullptr); }

}  // namespace keratin::constraints
#endif
