// All layers (keras.layers). One file each.
#pragma once
#include "activation.hpp"
#include "activity_regularization.hpp"
#include "add.hpp"
#include "alpha_dropout.hpp"
#include "average.hpp"
#include "batch_normalization.hpp"
#include "category_encoding.hpp"
#include "concatenate.hpp"
#include "custom_layer.hpp"
#include "dense.hpp"
#include "discretization.hpp"
#include "dot.hpp"
#include "dropout.hpp"
#include "einsum_dense.hpp"
#include "elu.hpp"
#include "flatten.hpp"
#include "gaussian_dropout.hpp"
#include "gaussian_noise.hpp"
#include "group_normalization.hpp"
#include "identity.hpp"
#include "lambda.hpp"
#include "layer.hpp"
#include "layer_normalization.hpp"
#include "leaky_re_lu.hpp"
#include "masking.hpp"
#include "maximum.hpp"
#include "minimum.hpp"
#include "multiply.hpp"
#include "normalization.hpp"
#include "p_re_lu.hpp"
#include "permute.hpp"
#include "re_lu.hpp"
#include "register_function.hpp"
#include "register_layer.hpp"
#include "repeat_vector.hpp"
#include "rescaling.hpp"
#include "reshape.hpp"
#include "rms_normalization.hpp"
#include "softmax.hpp"
#include "spectral_normalization.hpp"
#include "subtract.hpp"
#include "unit_normalization.hpp"

namespace keratin::layers {

/// The layer of that class, as its configuration says (keras.layers.deserialize). Throws name_error for an unknown
/// class. Header-only it is a template, so that a program that loads nothing compiles no class for it.
#if defined(KERATIN_COMPILED)
[[nodiscard]] Layer deserialize(std::string_view class_name, Fields& config);
#else
template <Text Name>
[[nodiscard]] Layer deserialize(const Name& class_name, Fields& config);
#endif

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../core/named_entry.hpp"

namespace keratin::layers {

namespace detail {

template <class L>
Layer from_fields(Fields* f) {
  return L::from(*f);
}

/// Layers by their class's name.
template <class = void>
inline constexpr NamedEntry<Layer> list[] = {
    {{"Activation"}, from_fields<Activation>},
    {{"ActivityRegularization"}, from_fields<ActivityRegularization>},
    {{"Add"}, from_fields<Add>},
    {{"AlphaDropout"}, from_fields<AlphaDropout>},
    {{"Average"}, from_fields<Average>},
    {{"BatchNormalization"}, from_fields<BatchNormalization>},
    {{"CategoryEncoding"}, from_fields<CategoryEncoding>},
    {{"Concatenate"}, from_fields<Concatenate>},
    {{"Dense"}, from_fields<Dense>},
    {{"Discretization"}, from_fields<Discretization>},
    {{"Dot"}, from_fields<Dot>},
    {{"Dropout"}, from_fields<Dropout>},
    {{"ELU"}, from_fields<ELU>},
    {{"EinsumDense"}, from_fields<EinsumDense>},
    {{"Flatten"}, from_fields<Flatten>},
    {{"GaussianDropout"}, from_fields<GaussianDropout>},
    {{"GaussianNoise"}, from_fields<GaussianNoise>},
    {{"GroupNormalization"}, from_fields<GroupNormalization>},
    {{"Identity"}, from_fields<Identity>},
    {{"Lambda"}, from_fields<Lambda>},
    {{"LayerNormalization"}, from_fields<LayerNormalization>},
    {{"LeakyReLU"}, from_fields<LeakyReLU>},
    {{"Masking"}, from_fields<Masking>},
    {{"Maximum"}, from_fields<Maximum>},
    {{"Minimum"}, from_fields<Minimum>},
    {{"Multiply"}, from_fields<Multiply>},
    {{"Normalization"}, from_fields<Normalization>},
    {{"PReLU"}, from_fields<PReLU>},
    {{"Permute"}, from_fields<Permute>},
    {{"RMSNormalization"}, from_fields<RMSNormalization>},
    {{"ReLU"}, from_fields<ReLU>},
    {{"RepeatVector"}, from_fields<RepeatVector>},
    {{"Rescaling"}, from_fields<Rescaling>},
    {{"Reshape"}, from_fields<Reshape>},
    {{"Softmax"}, from_fields<Softmax>},
    {{"SpectralNormalization"}, [](Fields* f) { return spectral_normalization_from(*f); }},
    {{"Subtract"}, from_fields<Subtract>},
    {{"UnitNormalization"}, from_fields<UnitNormalization>},
};

}  // namespace detail

#if defined(KERATIN_COMPILED)
Layer deserialize(std::string_view class_name, Fields& config) {
#else
template <Text Name>
Layer deserialize(const Name& class_name, Fields& config) {
#endif
  return find_named<detail::list<>>("layer", std::string_view(class_name))(&config);
}

}  // namespace keratin::layers
#endif
