// All initializers (keras.initializers), and the list of their names.
#pragma once
#include "constant.hpp"
#include "fans.hpp"
#include "glorot_normal.hpp"
#include "glorot_uniform.hpp"
#include "he_normal.hpp"
#include "he_uniform.hpp"
#include "identity.hpp"
#include "initializer.hpp"
#include "lecun_normal.hpp"
#include "lecun_uniform.hpp"
#include "ones.hpp"
#include "orthogonal.hpp"
#include "random_normal.hpp"
#include "random_uniform.hpp"
#include "truncated_normal.hpp"
#include "variance_scaling.hpp"
#include "zeros.hpp"

#if KERATIN_DEFINE(initializers)
#include "../core/named_entry.hpp"

namespace keratin::initializers {

namespace detail {

struct Entry {
  const char *function, *class_name, *alias;
  Initializer (*make)();
};
template <class I>
Initializer make() {
  return I();
}
inline constexpr Entry table[] = {
    {"constant", "Constant", nullptr, make<Constant>},
    {"glorot_normal", "GlorotNormal", nullptr, make<GlorotNormal>},
    {"glorot_uniform", "GlorotUniform", nullptr, make<GlorotUniform>},
    {"he_normal", "HeNormal", nullptr, make<HeNormal>},
    {"he_uniform", "HeUniform", nullptr, make<HeUniform>},
    {"identity", "Identity", "IdentityInitializer", make<Identity>},
    {"lecun_normal", "LecunNormal", nullptr, make<LecunNormal>},
    {"lecun_uniform", "LecunUniform", nullptr, make<LecunUniform>},
    {"ones", "Ones", "one", make<Ones>},
    {"orthogonal", "Orthogonal", "OrthogonalInitializer", make<Orthogonal>},
    {"random_normal", "RandomNormal", "normal", make<RandomNormal>},
    {"random_uniform", "RandomUniform", "uniform", make<RandomUniform>},
    {"truncated_normal", "TruncatedNormal", nullptr, make<TruncatedNormal>},
    {"variance_scaling", "VarianceScaling", nullptr, make<VarianceScaling>},
    {"zeros", "Zeros", "zero", make<Zeros>},
};

}  // namespace detail

KERATIN_INLINE Initializer get(std::string_view name) {
  const auto matches = [&](const detail::Entry& e) {
    return name == e.function || name == e.class_name || (e.alias != nullptr && name == e.alias);
  };
  const auto shown = [](const detail::Entry& e) { return e.function; };
  return named_entry("initializer", name, detail::table, matches, shown).make();
}

}  // namespace keratin::initializers
#endif
