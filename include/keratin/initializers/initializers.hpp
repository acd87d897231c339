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

inline constexpr NamedEntry<Initializer> list[] = {
    {{"constant", "Constant"}, make_named<Initializer, Constant>},
    {{"glorot_normal", "GlorotNormal"}, make_named<Initializer, GlorotNormal>},
    {{"glorot_uniform", "GlorotUniform"}, make_named<Initializer, GlorotUniform>},
    {{"he_normal", "HeNormal"}, make_named<Initializer, HeNormal>},
    {{"he_uniform", "HeUniform"}, make_named<Initializer, HeUniform>},
    {{"identity", "Identity", "IdentityInitializer"}, make_named<Initializer, Identity>},
    {{"lecun_normal", "LecunNormal"}, make_named<Initializer, LecunNormal>},
    {{"lecun_uniform", "LecunUniform"}, make_named<Initializer, LecunUniform>},
    {{"ones", "Ones", "one"}, make_named<Initializer, Ones>},
    {{"orthogonal", "Orthogonal", "OrthogonalInitializer"}, make_named<Initializer, Orthogonal>},
    {{"random_normal", "RandomNormal", "normal"}, make_named<Initializer, RandomNormal>},
    {{"random_uniform", "RandomUniform", "uniform"}, make_named<Initializer, RandomUniform>},
    {{"truncated_normal", "TruncatedNormal"}, make_named<Initializer, TruncatedNormal>},
    {{"variance_scaling", "VarianceScaling"}, make_named<Initializer, VarianceScaling>},
    {{"zeros", "Zeros", "zero"}, make_named<Initializer, Zeros>},
};

}  // namespace detail

KERATIN_GET(Initializer) { return find_named<detail::list>("initializer", name)(nullptr); }

}  // namespace keratin::initializers
#endif
