// Ops by their names in Keras: how the op nodes of a saved graph are called again. Included by saving.hpp.
#pragma once
#include "fields_json.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
#include "../activations/relu.hpp"
#include "../ops/ops.hpp"

namespace keratin::saving::detail {

/// A call of an op: its tensors, in order, and its other arguments by name.
struct OpCall {
  Tensors tensors;
  const Json& config;
  const Json& kwargs;
  const Json& key;  ///< Of x[key]; null for other ops.
  const std::string& where;

  const Tensor& operator[](std::size_t i) const {
    require<file_error>(i < tensors.size(), where, ": expected more than ", tensors.size(), " tensors; got no other.");
    return tensors[i];
  }
  const Json& argument(const char* name) const {
    const Json& own = optional_member(config, name);
    return own.is_null() ? optional_member(kwargs, name) : own;
  }
  Shape shape(const char* name) const {
    const Json& value = argument(name);
    return value.is_null() ? Shape() : detail::shape(value, where + ", " + name);
  }
  Axes axes() const {
    const Shape list = shape("axis");
    return Axes(list);
  }
  index_t axis(index_t otherwise) const {
    const Json& value = argument("axis");
    return value.is_null() ? otherwise : integer(value, where + ", axis");
  }
  std::optional<Int> optional_axis() const {
    const Json& value = argument("axis");
    if (value.is_null()) return std::nullopt;
    return Int(integer(value, where + ", axis"));
  }
  /// One number, a list of them, or none.
  PerAxis per_axis(const char* name) const {
    const Json& value = argument(name);
    if (value.is_null()) return {};
    return value.is_number() ? PerAxis(integer(value, where)) : PerAxis(detail::shape(value, where + ", " + name));
  }
  std::string text(const char* name, const char* otherwise) const {
    const Json& value = argument(name);
    return value.is_null() ? otherwise : detail::text(value, where + ", " + name);
  }
  double number(const char* name, double otherwise) const {
    const Json& value = argument(name);
    return value.is_null() ? otherwise : detail::number(value, where + ", " + name);
  }
  bool flag(const char* name, bool otherwise) const {
    const Json& value = argument(name);
    return value.is_null() ? otherwise : detail::flag(value, where + ", " + name);
  }
};

struct OpEntry {
  const char* name;
  Tensor (*call)(const OpCall& c);
};

template <Tensor (*op)(const Tensor&)>
Tensor call_unary(const OpCall& c) {
  return op(c[0]);
}
template <Tensor (*op)(const Tensor&, const Tensor&)>
Tensor call_binary(const OpCall& c) {
  return op(c[0], c[1]);
}
template <Tensor (*op)(const Tensor&, const Axes&, const ops::ReduceOptions&)>
Tensor call_reduction(const OpCall& c) {
  return op(c[0], c.axes(), {.keepdims = c.flag("keepdims", false)});
}

template <Tensor (*op)(const Tensor&, const PerAxis&, const ops::PoolOptions&)>
Tensor call_pool(const OpCall& c) {
  return op(c[0], c.per_axis("pool_size"),
            {.strides = c.per_axis("strides"),
             .padding = c.text("padding", "valid"),
             .data_format = c.text("data_format", "channels_last")});
}
template <Tensor (*op)(const Tensor&, const PerAxis&, const ops::AdaptivePoolOptions&)>
Tensor call_adaptive_pool(const OpCall& c) {
  return op(c[0], c.per_axis("output_size"), {.data_format = c.text("data_format", "channels_last")});
}
inline Tensor resize_images(const OpCall& c) {
  return ops::image::resize(c[0], c.per_axis("size"),
                            {.interpolation = c.text("interpolation", "bilinear"),
                             .antialias = c.flag("antialias", false),
                             .crop_to_aspect_ratio = c.flag("crop_to_aspect_ratio", false),
                             .pad_to_aspect_ratio = c.flag("pad_to_aspect_ratio", false),
                             .fill_mode = c.text("fill_mode", "constant"),
                             .fill_value = c.number("fill_value", 0),
                             .data_format = c.text("data_format", "channels_last")});
}
inline Tensor affine_transform(const OpCall& c) {
  return ops::image::affine_transform(c[0], c[1],
                                      {.interpolation = c.text("interpolation", "bilinear"),
                                       .fill_mode = c.text("fill_mode", "constant"),
                                       .fill_value = c.number("fill_value", 0),
                                       .data_format = c.text("data_format", "channels_last")});
}

/// x[key]: a number, a slice, or a list of them, "…" and null (a new axis) among them.
inline Tensor get_item(const OpCall& c) {
  const Json keys = c.key.is_array() ? c.key : Json::array({c.key});
  std::size_t real = 0;
  for (const Json& key : keys)
    if (!key.is_null() && optional_member(key, "class_name") != "__ellipsis__") ++real;
  Tensor x = c[0];
  const auto rank = static_cast<std::size_t>(x.rank());
  require<file_error>(real <= rank, c.where, ": expected at most ", rank, " indices; got ", real, ".");
  index_t at = 0;  // the axis that the next key is of
  for (const Json& key : keys) {
    if (key.is_null()) {
      x = ops::expand_dims(x, at++);
    } else if (key.is_number()) {
      const index_t i = integer(key, c.where);
      std::vector<Slice> slices(static_cast<std::size_t>(at));
      slices.push_back(i == -1 ? Slice(-1) : Slice(i, i + 1));
      x = at == 0 ? x[i] : ops::squeeze(ops::slice(x, slices), at);
    } else if (optional_member(key, "class_name") == "__ellipsis__") {
      at += static_cast<index_t>(rank - real);
    } else {
      const Json& slice = member(key, "config", c.where);
      const Json &start = optional_member(slice, "start"), &stop = optional_member(slice, "stop"),
                 &step = optional_member(slice, "step");
      if (!step.is_null() && step != 1) refuse(c.where, "slices of step 1", step);
      std::vector<Slice> slices(static_cast<std::size_t>(at));
      slices.push_back(Slice(start.is_null() ? 0 : integer(start, c.where),
                             stop.is_null() ? Slice::to_end : integer(stop, c.where)));
      if (!start.is_null() || !stop.is_null()) x = ops::slice(x, slices);
      ++at;
    }
  }
  return x;
}

/// The options of a convolution, whose strides are a number or a list.
template <class Options>
Options conv_options(const OpCall& c) {
  const auto per_axis = [&](const char* name) {
    const Json& value = c.argument(name);
    return value.is_number() ? PerAxis(integer(value, c.where + ", " + name)) : PerAxis(c.shape(name));
  };
  Options options;
  for (const auto& [name, option] : {std::pair{"strides", &options.strides}, {"dilation_rate", &options.dilation_rate}})
    if (!c.argument(name).is_null()) *option = per_axis(name);
  for (const auto& [name, option] : {std::pair{"padding", &options.padding}, {"data_format", &options.data_format}})
    if (!c.argument(name).is_null()) *option = text(c.argument(name), c.where + ", " + name);
  if constexpr (requires { options.output_padding; })
    if (!c.argument("output_padding").is_null()) options.output_padding = per_axis("output_padding");
  return options;
}

inline constexpr OpEntry op_table[] = {
    {"Absolute", call_unary<ops::abs>},
    {"AdaptiveAveragePool", call_adaptive_pool<ops::adaptive_average_pool>},
    {"AdaptiveMaxPool", call_adaptive_pool<ops::adaptive_max_pool>},
    {"Add", call_binary<ops::add>},
    {"AffineTransform", affine_transform},
    {"All", call_reduction<ops::all>},
    {"Amax", call_reduction<ops::amax>},
    {"Amin", call_reduction<ops::amin>},
    {"Any", call_reduction<ops::any>},
    {"Arccos", call_unary<ops::arccos>},
    {"Arccosh", call_unary<ops::arccosh>},
    {"Arcsin", call_unary<ops::arcsin>},
    {"Arcsinh", call_unary<ops::arcsinh>},
    {"Arctan", call_unary<ops::arctan>},
    {"Arctan2", call_binary<ops::arctan2>},
    {"Arctanh", call_unary<ops::arctanh>},
    {"Argmax",
     [](const OpCall& c) { return ops::argmax(c[0], c.optional_axis(), {.keepdims = c.flag("keepdims", false)}); }},
    {"Argmin",
     [](const OpCall& c) { return ops::argmin(c[0], c.optional_axis(), {.keepdims = c.flag("keepdims", false)}); }},
    {"Argsort", [](const OpCall& c) { return ops::argsort(c[0], c.optional_axis()); }},
    {"AveragePool", call_pool<ops::average_pool>},
    {"BroadcastTo", [](const OpCall& c) { return ops::broadcast_to(c[0], c.shape("shape")); }},
    {"Cast", [](const OpCall& c) { return ops::cast(c[0], dtype(c.argument("dtype"), c.where)); }},
    {"Ceil", call_unary<ops::ceil>},
    {"Celu", [](const OpCall& c) { return ops::celu(c[0], c.number("alpha", 1)); }},
    {"Clip",
     [](const OpCall& c) { return ops::clip(c[0], c.number("x_min", -INFINITY), c.number("x_max", INFINITY)); }},
    {"Concatenate", [](const OpCall& c) { return ops::concatenate(c.tensors, c.axis(0)); }},
    {"Conv", [](const OpCall& c) { return ops::conv(c[0], c[1], conv_options<ops::ConvOptions>(c)); }},
    {"ConvTranspose",
     [](const OpCall& c) { return ops::conv_transpose(c[0], c[1], conv_options<ops::ConvTransposeOptions>(c)); }},
    {"Cos", call_unary<ops::cos>},
    {"Cosh", call_unary<ops::cosh>},
    {"CountNonzero", [](const OpCall& c) { return ops::count_nonzero(c[0], c.axes()); }},
    {"Cumprod", [](const OpCall& c) { return ops::cumprod(c[0], c.optional_axis()); }},
    {"Cumsum", [](const OpCall& c) { return ops::cumsum(c[0], c.optional_axis()); }},
    {"DepthwiseConv",
     [](const OpCall& c) { return ops::depthwise_conv(c[0], c[1], conv_options<ops::ConvOptions>(c)); }},
    {"Diag", [](const OpCall& c) { return ops::diag(c[0], static_cast<index_t>(c.number("k", 0))); }},
    {"Divide", call_binary<ops::divide>},
    {"Dot", call_binary<ops::dot>},
    {"Einsum", [](const OpCall& c) { return ops::einsum(text(c.argument("subscripts"), c.where), c.tensors); }},
    {"Elu", [](const OpCall& c) { return ops::elu(c[0], c.number("alpha", 1)); }},
    {"Equal", call_binary<ops::equal>},
    {"Erf", call_unary<ops::erf>},
    {"Exp", call_unary<ops::exp>},
    {"Exp2", call_unary<ops::exp2>},
    {"ExpandDims", [](const OpCall& c) { return ops::expand_dims(c[0], c.axis(0)); }},
    {"Expm1", call_unary<ops::expm1>},
    {"Flip", [](const OpCall& c) { return ops::flip(c[0], c.axes()); }},
    {"Floor", call_unary<ops::floor>},
    {"FloorDivide", call_binary<ops::floor_divide>},
    {"Gelu", [](const OpCall& c) { return ops::gelu(c[0], c.flag("approximate", true)); }},
    {"GetItem", get_item},
    {"Glu", [](const OpCall& c) { return ops::glu(c[0], c.axis(-1)); }},
    {"Greater", call_binary<ops::greater>},
    {"GreaterEqual", call_binary<ops::greater_equal>},
    {"HardShrink", [](const OpCall& c) { return ops::hard_shrink(c[0], c.number("threshold", 0.5)); }},
    {"HardSigmoid", call_unary<ops::hard_sigmoid>},
    {"HardSilu", call_unary<ops::hard_silu>},
    {"HardTanh", call_unary<ops::hard_tanh>},
    {"Hypot", call_binary<ops::hypot>},
    {"Inner", call_binary<ops::inner>},
    {"Isfinite", call_unary<ops::isfinite>},
    {"Isinf", call_unary<ops::isinf>},
    {"Isnan", call_unary<ops::isnan>},
    {"LeakyRelu", [](const OpCall& c) { return ops::leaky_relu(c[0], c.number("negative_slope", 0.2)); }},
    {"Less", call_binary<ops::less>},
    {"LessEqual", call_binary<ops::less_equal>},
    {"Log", call_unary<ops::log>},
    {"Log10", call_unary<ops::log10>},
    {"Log1p", call_unary<ops::log1p>},
    {"Log2", call_unary<ops::log2>},
    {"LogSigmoid", call_unary<ops::log_sigmoid>},
    {"LogSoftmax", [](const OpCall& c) { return ops::log_softmax(c[0], c.axis(-1)); }},
    {"Logaddexp", call_binary<ops::logaddexp>},
    {"LogicalAnd", call_binary<ops::logical_and>},
    {"LogicalNot", call_unary<ops::logical_not>},
    {"LogicalOr", call_binary<ops::logical_or>},
    {"LogicalXor", call_binary<ops::logical_xor>},
    {"Logsumexp", call_reduction<ops::logsumexp>},
    {"Matmul", call_binary<ops::matmul>},
    {"Max", call_reduction<ops::max>},
    {"MaxPool", call_pool<ops::max_pool>},
    {"Maximum", call_binary<ops::maximum>},
    {"Mean", call_reduction<ops::mean>},
    {"Median", call_reduction<ops::median>},
    {"Min", call_reduction<ops::min>},
    {"Minimum", call_binary<ops::minimum>},
    {"Mish", call_unary<ops::mish>},
    {"Mod", call_binary<ops::mod>},
    {"Moveaxis", [](const OpCall& c) { return ops::moveaxis(c[0], c.shape("source"), c.shape("destination")); }},
    {"MultiHot",
     [](const OpCall& c) {
       return ops::multi_hot(c[0], integer(c.argument("num_classes"), c.where),
                             c.argument("dtype").is_null() ? float32 : dtype(c.argument("dtype"), c.where));
     }},
    {"Multiply", call_binary<ops::multiply>},
    {"Negative", call_unary<ops::negative>},
    {"NotEqual", call_binary<ops::not_equal>},
    {"OneHot",
     [](const OpCall& c) {
       require<file_error>(c.axis(-1) == -1, c.where, ": expected axis -1; got ", c.axis(-1), ".");
       return ops::one_hot(c[0], integer(c.argument("num_classes"), c.where),
                           c.argument("dtype").is_null() ? float32 : dtype(c.argument("dtype"), c.where));
     }},
    {"OnesLike", [](const OpCall& c) { return ops::ones_like(c[0]); }},
    {"Outer", call_binary<ops::outer>},
    {"Power", call_binary<ops::power>},
    {"Prod", call_reduction<ops::prod>},
    {"Ravel", call_unary<ops::ravel>},
    {"ReLU",
     [](const OpCall& c) {
       activations::ReluOptions o{.negative_slope = c.number("negative_slope", 0),
                                  .threshold = c.number("threshold", 0)};
       if (!c.argument("max_value").is_null()) o.max_value = c.number("max_value", 0);
       return activations::relu(c[0], o);
     }},
    {"Reciprocal", call_unary<ops::reciprocal>},
    {"Relu", call_unary<ops::relu>},
    {"Relu6", call_unary<ops::relu6>},
    {"Repeat",
     [](const OpCall& c) {
       const Shape each = c.shape("repeats");
       return each.rank() == 1 ? ops::repeat(c[0], each[0], c.optional_axis())
                               : ops::repeat(c[0], std::vector<index_t>(each.begin(), each.end()), c.optional_axis());
     }},
    {"Reshape", [](const OpCall& c) { return ops::reshape(c[0], c.shape("newshape")); }},
    {"Resize", resize_images},
    {"Roll", [](const OpCall& c) { return ops::roll(c[0], integer(c.argument("shift"), c.where), c.optional_axis()); }},
    {"Round", [](const OpCall& c) { return ops::round(c[0], static_cast<index_t>(c.number("decimals", 0))); }},
    {"Rsqrt", call_unary<ops::rsqrt>},
    {"Selu", call_unary<ops::selu>},
    {"SeparableConv",
     [](const OpCall& c) { return ops::separable_conv(c[0], c[1], c[2], conv_options<ops::ConvOptions>(c)); }},
    {"Sigmoid", call_unary<ops::sigmoid>},
    {"Sign", call_unary<ops::sign>},
    {"Silu", call_unary<ops::silu>},
    {"Sin", call_unary<ops::sin>},
    {"Sinh", call_unary<ops::sinh>},
    {"SoftShrink", [](const OpCall& c) { return ops::soft_shrink(c[0], c.number("threshold", 0.5)); }},
    {"Softmax", [](const OpCall& c) { return ops::softmax(c[0], c.axis(-1)); }},
    {"Softplus", call_unary<ops::softplus>},
    {"Softsign", call_unary<ops::softsign>},
    {"Sort", [](const OpCall& c) { return ops::sort(c[0], c.axis(-1)); }},
    {"SparsePlus", call_unary<ops::sparse_plus>},
    {"SparseSigmoid", call_unary<ops::sparse_sigmoid>},
    {"Sparsemax", [](const OpCall& c) { return ops::sparsemax(c[0], c.axis(-1)); }},
    {"Sqrt", call_unary<ops::sqrt>},
    {"Square", call_unary<ops::square>},
    {"Squareplus", [](const OpCall& c) { return ops::squareplus(c[0], c.number("b", 4)); }},
    {"Squeeze", [](const OpCall& c) { return ops::squeeze(c[0], c.optional_axis()); }},
    {"Stack", [](const OpCall& c) { return ops::stack(c.tensors, c.axis(0)); }},
    {"Std", call_reduction<ops::std>},
    {"StopGradient", call_unary<ops::stop_gradient>},
    {"Subtract", call_binary<ops::subtract>},
    {"Sum", call_reduction<ops::sum>},
    {"Swapaxes",
     [](const OpCall& c) {
       return ops::swapaxes(c[0], integer(c.argument("axis1"), c.where), integer(c.argument("axis2"), c.where));
     }},
    {"Take",
     [](const OpCall& c) {
       require<file_error>(!c.argument("axis").is_null(), c.where, ": expected an axis; got none.");
       return ops::take(c[0], c[1], c.axis(0));
     }},
    {"TakeAlongAxis", [](const OpCall& c) { return ops::take_along_axis(c[0], c[1], c.optional_axis()); }},
    {"Tan", call_unary<ops::tan>},
    {"Tanh", call_unary<ops::tanh>},
    {"TanhShrink", call_unary<ops::tanh_shrink>},
    {"Threshold",
     [](const OpCall& c) { return ops::threshold(c[0], c.number("threshold", 0), c.number("default_value", 0)); }},
    {"Tile", [](const OpCall& c) { return ops::tile(c[0], c.shape("repeats")); }},
    {"Transpose", [](const OpCall& c) { return ops::transpose(c[0], c.shape("axes")); }},
    {"Tril", [](const OpCall& c) { return ops::tril(c[0], static_cast<index_t>(c.number("k", 0))); }},
    {"Triu", [](const OpCall& c) { return ops::triu(c[0], static_cast<index_t>(c.number("k", 0))); }},
    {"TrueDivide", call_binary<ops::divide>},
    {"Trunc", call_unary<ops::trunc>},
    {"Var", call_reduction<ops::var>},
    {"Vdot", call_binary<ops::vdot>},
    {"Where", [](const OpCall& c) { return ops::where(c[0], c[1], c[2]); }},
    {"ZerosLike", [](const OpCall& c) { return ops::zeros_like(c[0]); }},
};

/// The op's result. Throws name_error for one that is not in the table.
inline Tensor call_op(const std::string& class_name, const OpCall& call) {
  for (const OpEntry& entry : op_table)
    if (class_name == entry.name) return entry.call(call);
  std::string known;
  for (const OpEntry& entry : op_table) (known += known.empty() ? "" : ", ") += entry.name;
  fail<name_error>(call.where, ": expected an op that can be loaded, one of ", known, "; got \"", class_name, "\".");
}

}  // namespace keratin::saving::detail
#endif
