// All regularizers (keras.regularizers), and the list of their names.
#pragma once
#include "l1.hpp"
#include "l1_l2.hpp"
#include "l2.hpp"
#include "orthogonal_regularizer.hpp"
#include "regularizer.hpp"

#if KERATIN_DEFINE(regularizers)
#include "../core/named_entry.hpp"

namespace keratin::regularizers {

namespace detail {

struct Entry {
  const char *function, *class_name;
  Regularizer (*make)();
};
template <class R>
Regularizer make() {
  return R();
}
/// The name alone means a penalty, where L1L2() has none.
inline Regularizer make_l1_l2() { return L1L2({.l1 = 0.01, .l2 = 0.01}); }
inline constexpr Entry table[] = {
    {"l1", "L1", make<L1>},
    {"l1_l2", "L1L2", make_l1_l2},
    {"l1l2", "L1L2", make_l1_l2},
    {"l2", "L2", make<L2>},
    {"orthogonal_regularizer", "OrthogonalRegularizer", make<OrthogonalRegularizer>},
};

}  // namespace detail

KERATIN_INLINE Regularizer get(std::string_view name) {
  const auto matches = [&](const detail::Entry& e) { return name == e.function || name == e.class_name; };
  const auto shown = [](const detail::Entry& e) { return e.function; };
  return named_entry("regularizer", name, detail::table, matches, shown).make();
}

}  // namespace keratin::regularizers
#endif
