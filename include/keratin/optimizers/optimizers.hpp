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

struct Entry {
  const char *name, *class_name;
  Optimizer (*make)();
};
template <class O>
Optimizer make() {
  return O();
}
inline constexpr Entry table[] = {
    {"adadelta", "Adadelta", make<Adadelta>},
    {"adam", "Adam", make<Adam>},
    {"rmsprop", "RMSprop", make<RMSprop>},
    {"sgd", "SGD", make<SGD>},
};

}  // namespace detail

KERATIN_INLINE Optimizer Optimizer::get(std::string_view name) {
  const auto matches = [&](const detail::Entry& e) { return name == e.name || name == e.class_name; };
  const auto shown = [](const detail::Entry& e) { return e.name; };
  return named_entry("optimizer", name, detail::table, matches, shown).make();
}

}  // namespace keratin::optimizers
#endif
