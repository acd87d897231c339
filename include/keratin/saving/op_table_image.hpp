// The ops on images and other grids, of keras.ops.nn and keras.ops.image, by their names in Keras. Included by
// op_table.hpp.
#pragma once
#include "op_call.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
namespace keratin::saving::detail {

/// One number, a list of them, or none.
inline PerAxis per_axis(const OpCall& c, const char* name) {
  const Json& value = c.argument(name);
  if (value.is_null()) return {};
  return value.is_number() ? PerAxis(integer(value, c.place_of(name))) : PerAxis(c.shape(name));
}
inline std::string word_or(const OpCall& c, const char* name, const char* otherwise) {
  return c.argument(name).is_null() ? otherwise : c.word(name);
}

template <class Options>
Options conv_options(const OpCall& c) {
  Options options;
  for (const auto& [name, option] : {std::pair{"strides", &options.strides}, {"dilation_rate", &options.dilation_rate}})
    if (!c.argument(name).is_null()) *option = per_axis(c, name);
  for (const auto& [name, option] : {std::pair{"padding", &options.padding}, {"data_format", &options.data_format}})
    if (!c.argument(name).is_null()) *option = c.word(name);
  if constexpr (requires { options.output_padding; })
    if (!c.argument("output_padding").is_null()) options.output_padding = per_axis(c, "output_padding");
  return options;
}

template <Tensor (*op)(const Tensor&, const PerAxis&, const ops::PoolOptions&)>
Tensor call_pool(const OpCall& c) {
  return op(c[0], per_axis(c, "pool_size"),
            {.strides = per_axis(c, "strides"),
             .padding = word_or(c, "padding", "valid"),
             .data_format = word_or(c, "data_format", "channels_last")});
}
template <Tensor (*op)(const Tensor&, const PerAxis&, const ops::AdaptivePoolOptions&)>
Tensor call_adaptive_pool(const OpCall& c) {
  return op(c[0], per_axis(c, "output_size"), {.data_format = word_or(c, "data_format", "channels_last")});
}
inline Tensor resize_images(const OpCall& c) {
  return ops::image::resize(c[0], per_axis(c, "size"),
                            {.interpolation = word_or(c, "interpolation", "bilinear"),
                             .antialias = c.flag("antialias", false),
                             .crop_to_aspect_ratio = c.flag("crop_to_aspect_ratio", false),
                             .pad_to_aspect_ratio = c.flag("pad_to_aspect_ratio", false),
                             .fill_mode = word_or(c, "fill_mode", "constant"),
                             .fill_value = c.number("fill_value", 0),
                             .data_format = word_or(c, "data_format", "channels_last")});
}
inline Tensor affine_transform(const OpCall& c) {
  return ops::image::affine_transform(c[0], c[1],
                                      {.interpolation = word_or(c, "interpolation", "bilinear"),
                                       .fill_mode = word_or(c, "fill_mode", "constant"),
                                       .fill_value = c.number("fill_value", 0),
                                       .data_format = word_or(c, "data_format", "channels_last")});
}

inline constexpr OpEntry image_ops[] = {
    {"AdaptiveAveragePool", call_adaptive_pool<ops::adaptive_average_pool>},
    {"AdaptiveMaxPool", call_adaptive_pool<ops::adaptive_max_pool>},
    {"AffineTransform", affine_transform},
    {"AveragePool", call_pool<ops::average_pool>},
    {"Conv", [](const OpCall& c) { return ops::conv(c[0], c[1], conv_options<ops::ConvOptions>(c)); }},
    {"ConvTranspose",
     [](const OpCall& c) { return ops::conv_transpose(c[0], c[1], conv_options<ops::ConvTransposeOptions>(c)); }},
    {"DepthwiseConv",
     [](const OpCall& c) { return ops::depthwise_conv(c[0], c[1], conv_options<ops::ConvOptions>(c)); }},
    {"MaxPool", call_pool<ops::max_pool>},
    {"Resize", resize_images},
    {"SeparableConv",
     [](const OpCall& c) { return ops::separable_conv(c[0], c[1], c[2], conv_options<ops::ConvOptions>(c)); }},
};

}  // namespace keratin::saving::detail
#endif
