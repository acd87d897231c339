// All layers (keras.layers). One file each.
#pragma once
#include "activation.hpp"
#include "activity_regularization.hpp"
#include "adaptive_average_pooling1d.hpp"
#include "adaptive_average_pooling2d.hpp"
#include "adaptive_average_pooling3d.hpp"
#include "adaptive_max_pooling1d.hpp"
#include "adaptive_max_pooling2d.hpp"
#include "adaptive_max_pooling3d.hpp"
#include "add.hpp"
#include "additive_attention.hpp"
#include "alpha_dropout.hpp"
#include "attention.hpp"
#include "attention_call.hpp"
#include "average.hpp"
#include "average_pooling1d.hpp"
#include "average_pooling2d.hpp"
#include "average_pooling3d.hpp"
#include "batch_normalization.hpp"
#include "bidirectional.hpp"
#include "category_encoding.hpp"
#include "center_crop.hpp"
#include "concatenate.hpp"
#include "conv1d.hpp"
#include "conv1d_transpose.hpp"
#include "conv2d.hpp"
#include "conv2d_transpose.hpp"
#include "conv3d.hpp"
#include "conv3d_transpose.hpp"
#include "conv_lstm1d.hpp"
#include "conv_lstm2d.hpp"
#include "conv_lstm3d.hpp"
#include "cropping1d.hpp"
#include "cropping2d.hpp"
#include "cropping3d.hpp"
#include "custom_layer.hpp"
#include "dense.hpp"
#include "depthwise_conv1d.hpp"
#include "depthwise_conv2d.hpp"
#include "discretization.hpp"
#include "dot.hpp"
#include "dropout.hpp"
#include "einsum_dense.hpp"
#include "elu.hpp"
#include "embedding.hpp"
#include "flatten.hpp"
#include "gaussian_dropout.hpp"
#include "gaussian_noise.hpp"
#include "global_average_pooling1d.hpp"
#include "global_average_pooling2d.hpp"
#include "global_average_pooling3d.hpp"
#include "global_max_pooling1d.hpp"
#include "global_max_pooling2d.hpp"
#include "global_max_pooling3d.hpp"
#include "group_normalization.hpp"
#include "group_query_attention.hpp"
#include "gru.hpp"
#include "gru_cell.hpp"
#include "hashing.hpp"
#include "identity.hpp"
#include "integer_lookup.hpp"
#include "lambda.hpp"
#include "layer.hpp"
#include "layer_normalization.hpp"
#include "leaky_re_lu.hpp"
#include "lstm.hpp"
#include "lstm_cell.hpp"
#include "masking.hpp"
#include "max_pooling1d.hpp"
#include "max_pooling2d.hpp"
#include "max_pooling3d.hpp"
#include "maximum.hpp"
#include "minimum.hpp"
#include "multi_head_attention.hpp"
#include "multiply.hpp"
#include "normalization.hpp"
#include "p_re_lu.hpp"
#include "permute.hpp"
#include "random_brightness.hpp"
#include "random_contrast.hpp"
#include "random_crop.hpp"
#include "random_flip.hpp"
#include "random_invert.hpp"
#include "random_rotation.hpp"
#include "random_translation.hpp"
#include "random_zoom.hpp"
#include "re_lu.hpp"
#include "recurrent.hpp"
#include "register_function.hpp"
#include "register_layer.hpp"
#include "repeat_vector.hpp"
#include "rescaling.hpp"
#include "reshape.hpp"
#include "resizing.hpp"
#include "rms_normalization.hpp"
#include "rnn.hpp"
#include "rnn_cell.hpp"
#include "separable_conv1d.hpp"
#include "separable_conv2d.hpp"
#include "simple_rnn.hpp"
#include "simple_rnn_cell.hpp"
#include "softmax.hpp"
#include "spatial_dropout1d.hpp"
#include "spatial_dropout2d.hpp"
#include "spatial_dropout3d.hpp"
#include "spectral_normalization.hpp"
#include "stacked_rnn_cells.hpp"
#include "string_lookup.hpp"
#include "subtract.hpp"
#include "text_vectorization.hpp"
#include "time_distributed.hpp"
#include "unit_normalization.hpp"
#include "up_sampling1d.hpp"
#include "up_sampling2d.hpp"
#include "up_sampling3d.hpp"
#include "zero_padding1d.hpp"
#include "zero_padding2d.hpp"
#include "zero_padding3d.hpp"

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
    {{"AdaptiveAveragePooling1D"}, from_fields<AdaptiveAveragePooling1D>},
    {{"AdaptiveAveragePooling2D"}, from_fields<AdaptiveAveragePooling2D>},
    {{"AdaptiveAveragePooling3D"}, from_fields<AdaptiveAveragePooling3D>},
    {{"AdaptiveMaxPooling1D"}, from_fields<AdaptiveMaxPooling1D>},
    {{"AdaptiveMaxPooling2D"}, from_fields<AdaptiveMaxPooling2D>},
    {{"AdaptiveMaxPooling3D"}, from_fields<AdaptiveMaxPooling3D>},
    {{"Add"}, from_fields<Add>},
    {{"AdditiveAttention"}, from_fields<AdditiveAttention>},
    {{"AlphaDropout"}, from_fields<AlphaDropout>},
    {{"Attention"}, from_fields<Attention>},
    {{"Average"}, from_fields<Average>},
    {{"AveragePooling1D"}, from_fields<AveragePooling1D>},
    {{"AveragePooling2D"}, from_fields<AveragePooling2D>},
    {{"AveragePooling3D"}, from_fields<AveragePooling3D>},
    {{"BatchNormalization"}, from_fields<BatchNormalization>},
    {{"Bidirectional"}, [](Fields* f) -> Layer { return bidirectional_from(*f); }},
    {{"CategoryEncoding"}, from_fields<CategoryEncoding>},
    {{"CenterCrop"}, from_fields<CenterCrop>},
    {{"Concatenate"}, from_fields<Concatenate>},
    {{"Conv1D"}, from_fields<Conv1D>},
    {{"Conv1DTranspose"}, from_fields<Conv1DTranspose>},
    {{"Conv2D"}, from_fields<Conv2D>},
    {{"Conv2DTranspose"}, from_fields<Conv2DTranspose>},
    {{"Conv3D"}, from_fields<Conv3D>},
    {{"Conv3DTranspose"}, from_fields<Conv3DTranspose>},
    {{"ConvLSTM1D"}, from_fields<ConvLSTM1D>},
    {{"ConvLSTM2D"}, from_fields<ConvLSTM2D>},
    {{"ConvLSTM3D"}, from_fields<ConvLSTM3D>},
    {{"Cropping1D"}, from_fields<Cropping1D>},
    {{"Cropping2D"}, from_fields<Cropping2D>},
    {{"Cropping3D"}, from_fields<Cropping3D>},
    {{"Dense"}, from_fields<Dense>},
    {{"DepthwiseConv1D"}, from_fields<DepthwiseConv1D>},
    {{"DepthwiseConv2D"}, from_fields<DepthwiseConv2D>},
    {{"Discretization"}, from_fields<Discretization>},
    {{"Dot"}, from_fields<Dot>},
    {{"Dropout"}, from_fields<Dropout>},
    {{"ELU"}, from_fields<ELU>},
    {{"EinsumDense"}, from_fields<EinsumDense>},
    {{"Embedding"}, from_fields<Embedding>},
    {{"Flatten"}, from_fields<Flatten>},
    {{"GRU"}, from_fields<GRU>},
    {{"GRUCell"}, from_fields<GRUCell>},
    {{"GaussianDropout"}, from_fields<GaussianDropout>},
    {{"GaussianNoise"}, from_fields<GaussianNoise>},
    {{"GlobalAveragePooling1D"}, from_fields<GlobalAveragePooling1D>},
    {{"GlobalAveragePooling2D"}, from_fields<GlobalAveragePooling2D>},
    {{"GlobalAveragePooling3D"}, from_fields<GlobalAveragePooling3D>},
    {{"GlobalMaxPooling1D"}, from_fields<GlobalMaxPooling1D>},
    {{"GlobalMaxPooling2D"}, from_fields<GlobalMaxPooling2D>},
    {{"GlobalMaxPooling3D"}, from_fields<GlobalMaxPooling3D>},
    {{"GroupNormalization"}, from_fields<GroupNormalization>},
    {{"GroupQueryAttention"}, from_fields<GroupQueryAttention>},
    {{"Hashing"}, from_fields<Hashing>},
    {{"Identity"}, from_fields<Identity>},
    {{"IntegerLookup"}, from_fields<IntegerLookup>},
    {{"LSTM"}, from_fields<LSTM>},
    {{"LSTMCell"}, from_fields<LSTMCell>},
    {{"Lambda"}, from_fields<Lambda>},
    {{"LayerNormalization"}, from_fields<LayerNormalization>},
    {{"LeakyReLU"}, from_fields<LeakyReLU>},
    {{"Masking"}, from_fields<Masking>},
    {{"MaxPooling1D"}, from_fields<MaxPooling1D>},
    {{"MaxPooling2D"}, from_fields<MaxPooling2D>},
    {{"MaxPooling3D"}, from_fields<MaxPooling3D>},
    {{"Maximum"}, from_fields<Maximum>},
    {{"Minimum"}, from_fields<Minimum>},
    {{"MultiHeadAttention"}, from_fields<MultiHeadAttention>},
    {{"Multiply"}, from_fields<Multiply>},
    {{"Normalization"}, from_fields<Normalization>},
    {{"PReLU"}, from_fields<PReLU>},
    {{"Permute"}, from_fields<Permute>},
    {{"RMSNormalization"}, from_fields<RMSNormalization>},
    {{"RNN"}, from_fields<RNN>},
    {{"RandomBrightness"}, from_fields<RandomBrightness>},
    {{"RandomContrast"}, from_fields<RandomContrast>},
    {{"RandomCrop"}, from_fields<RandomCrop>},
    {{"RandomFlip"}, from_fields<RandomFlip>},
    {{"RandomInvert"}, from_fields<RandomInvert>},
    {{"RandomRotation"}, from_fields<RandomRotation>},
    {{"RandomTranslation"}, from_fields<RandomTranslation>},
    {{"RandomZoom"}, from_fields<RandomZoom>},
    {{"ReLU"}, from_fields<ReLU>},
    {{"RepeatVector"}, from_fields<RepeatVector>},
    {{"Rescaling"}, from_fields<Rescaling>},
    {{"Reshape"}, from_fields<Reshape>},
    {{"Resizing"}, from_fields<Resizing>},
    {{"SeparableConv1D"}, from_fields<SeparableConv1D>},
    {{"SeparableConv2D"}, from_fields<SeparableConv2D>},
    {{"SimpleRNN"}, from_fields<SimpleRNN>},
    {{"SimpleRNNCell"}, from_fields<SimpleRNNCell>},
    {{"Softmax"}, from_fields<Softmax>},
    {{"SpatialDropout1D"}, from_fields<SpatialDropout1D>},
    {{"SpatialDropout2D"}, from_fields<SpatialDropout2D>},
    {{"SpatialDropout3D"}, from_fields<SpatialDropout3D>},
    {{"SpectralNormalization"}, [](Fields* f) { return spectral_normalization_from(*f); }},
    {{"StackedRNNCells"}, from_fields<StackedRNNCells>},
    {{"Subtract"}, from_fields<Subtract>},
    {{"TimeDistributed"}, [](Fields* f) { return time_distributed_from(*f); }},
    {{"UnitNormalization"}, from_fields<UnitNormalization>},
    {{"UpSampling1D"}, from_fields<UpSampling1D>},
    {{"UpSampling2D"}, from_fields<UpSampling2D>},
    {{"UpSampling3D"}, from_fields<UpSampling3D>},
    {{"ZeroPadding1D"}, from_fields<ZeroPadding1D>},
    {{"ZeroPadding2D"}, from_fields<ZeroPadding2D>},
    {{"ZeroPadding3D"}, from_fields<ZeroPadding3D>},
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
