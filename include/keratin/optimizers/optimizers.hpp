// All optimizers (keras.optimizers), and the list of their names.
#pragma once
#include "adadelta.hpp"
#include "adam.hpp"
#include "optimizer.hpp"
#include "rmsprop.hpp"
#include "sgd.hpp"

#if KERATIN_DEFINE(optimizers)
#include "../core/names.hpp"

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
  std::string known;
  for (const auto& entry : detail::table) {
    if (name == entry.name || name == entry.class_name) return entry.make();
    known += (known.empty() ? "" : ", ") + std::string(entry.name);
  }
  fail<name_error>("optimizer: expected one of ", known, "; got \"", name, "\".", suggestion(name, known));
}

}  // namespace keratin::optimizers
#endif
