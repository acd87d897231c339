// All optimizers (keras.optimizers), and the list of their names.
#pragma once
#include "adadelta.hpp"
#include "adam.hpp"
#include "optimizer.hpp"
#include "rmsprop.hpp"
#include "sgd.hpp"

#if KERATIN_DEFINE(optimizers)
#include "../core/named_entry.hpp"

namespace keratin::optimizers {

namespace detail {

inline constexpr NamedEntry<Optimizer> list[] = {
    {{"adadelta", "Adadelta"}, make_named<Optimizer, Adadelta>},
    {{"adam", "Adam"}, make_named<Optimizer, Adam>},
    {{"rmsprop", "RMSprop"}, make_named<Optimizer, RMSprop>},
    {{"sgd", "SGD"}, make_named<Optimizer, SGD>},
};

}  // namespace detail

KERATIN_GET(Optimizer) { return find_named<detail::list>("optimizer", name)(nullptr); }

}  // namespace keratin::optimizers
#endif
