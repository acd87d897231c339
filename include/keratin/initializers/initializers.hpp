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

namespace keratin::initializers {
/// The initializer of that class, as its configuration says (keras.initializers.deserialize). Throws name_error for an
/// unknown class.
[[nodiscard]] Initializer deserialize(std::string_view class_name, Fields& config);
}  // namespace keratin::initializers

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
    {{"IdentityInitializer", "Identity", "identity"}, make_named<Initializer, Identity>},
    {{"lecun_normal", "LecunNormal"}, make_named<Initializer, LecunNormal>},
    {{"lecun_uniform", "LecunUniform"}, make_named<Initializer, LecunUniform>},
    {{"one", "Ones", "ones"}, make_named<Initializer, Ones>},
    {{"OrthogonalInitializer", "Orthogonal", "orthogonal"}, make_named<Initializer, Orthogonal>},
    {{"normal", "RandomNormal", "random_normal"}, make_named<Initializer, RandomNormal>},
    {{"uniform", "RandomUniform", "random_uniform"}, make_named<Initializer, RandomUniform>},
    {{"truncated_normal", "TruncatedNormal"}, make_named<Initializer, TruncatedNormal>},
    {{"variance_scaling", "VarianceScaling"}, make_named<Initializer, VarianceScaling>},
    {{"zero", "Zeros", "zeros"}, make_named<Initializer, Zeros>},
};

}  // namespace detail

KERATIN_INLINE Initializer deserialize(std::string_view class_name, Fields& config) {
  return find_named<detail::list>("initializer", class_name)(&config);
}
KERATIN_GET(Initializer) { return find_named<detail::list>("initializer", name)(nullptr); }

}  // namespace keratin::initializers
#endif
