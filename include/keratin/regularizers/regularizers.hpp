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

/// The name alone means a penalty, where L1L2() has none.
inline Regularizer make_l1_l2(Fields*) { return L1L2({.l1 = 0.01, .l2 = 0.01}); }
inline constexpr NamedEntry<Regularizer> list[] = {
    {{"l1", "L1"}, make_named<Regularizer, L1>},
    {{"l1_l2", "L1L2", "l1l2"}, make_l1_l2},
    {{"l2", "L2"}, make_named<Regularizer, L2>},
    {{"orthogonal_regularizer", "OrthogonalRegularizer"}, make_named<Regularizer, OrthogonalRegularizer>},
};

}  // namespace detail

KERATIN_GET(Regularizer) { return find_named<detail::list>("regularizer", name)(nullptr); }

}  // namespace keratin::regularizers
#endif
