// All regularizers (keras.regularizers), and the list of their names.
#pragma once
#include "l1.hpp"
#include "l1_l2.hpp"
#include "l2.hpp"
#include "orthogonal_regularizer.hpp"
#include "regularizer.hpp"

namespace keratin::regularizers {
/// The regularizer of that class, as its configuration says (keras.regularizers.deserialize). Throws name_error for an
/// unknown class.
[[nodiscard]] Regularizer deserialize(std::string_view class_name, Fields& config);
}  // namespace keratin::regularizers

#if KERATIN_DEFINE(regularizers)
#include "../core/named_entry.hpp"

namespace keratin::regularizers {

namespace detail {

/// The name alone means a penalty, where L1L2() has none.
inline Regularizer make_l1_l2(Fields* fields) {
  return fields == nullptr ? L1L2({.l1 = 0.01, .l2 = 0.01}) : make_named<Regularizer, L1L2>(fields);
}
inline constexpr NamedEntry<Regularizer> list[] = {
    {{"l1", "L1"}, make_named<Regularizer, L1>},
    {{"l1l2", "L1L2", "l1_l2"}, make_l1_l2},
    {{"l2", "L2"}, make_named<Regularizer, L2>},
    {{"orthogonal_regularizer", "OrthogonalRegularizer"}, make_named<Regularizer, OrthogonalRegularizer>},
};

}  // namespace detail

KERATIN_INLINE Regularizer deserialize(std::string_view class_name, Fields& config) {
  return find_named<detail::list>("regularizer", class_name)(&config);
}
KERATIN_GET(Regularizer) { return find_named<detail::list>("regularizer", name)(nullptr); }

}  // namespace keratin::regularizers
#endif
