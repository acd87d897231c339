// The ops of keras.ops.nn, math, core and linalg by their names in Keras. Included by op_table.hpp.
#pragma once
#include "op_call.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
namespace keratin::saving::detail {

inline ops::CrossentropyOptions crossentropy_options(const OpCall& c) {
  return {.from_logits = c.flag("from_logits", false), .axis = c.axis(-1)};
}

inline Tensor norm(const OpCall& c) {
  ops::NormOptions o{.axis = c.axes(), .keepdims = c.flag("keepdims", false)};
  const Json& ord = c.argument("ord");
  if (ord.is_string())
    o.ord = c.word("ord");
  else if (!ord.is_null())
    o.ord = c.number("ord", 2);
  return ops::norm(c[0], o);
}

/// The start is a list of numbers, in its place or by name; the updates follow it.
inline Tensor slice_update(const OpCall& c) {
  return ops::slice_update(c[0], c.shape("start_indices", 1), c.tensor("updates", 2));
}

inline constexpr OpEntry nn_ops[] = {
    {"BatchNorm",
     [](const OpCall& c) {
       return ops::batch_normalization(
           c[0], c[1], c[2], c.axis(-1),
           {.offset = c.optional("offset", 3), .scale = c.optional("scale", 4), .epsilon = c.number("epsilon", 1e-3)});
     }},
    {"BinaryCrossentropy",
     [](const OpCall& c) {
       return ops::binary_crossentropy(c[0], c[1], {.from_logits = c.flag("from_logits", false)});
     }},
    {"CTCLoss",
     [](const OpCall& c) {
       return ops::ctc_loss(c[0], c[1], c.tensor("target_length", 2), c.tensor("output_length", 3),
                            integer(c.argument("mask_index"), c.where));
     }},
    {"Cast", [](const OpCall& c) { return ops::cast(c[0], dtype(c.argument("dtype"), c.where)); }},
    {"CategoricalCrossentropy",
     [](const OpCall& c) { return ops::categorical_crossentropy(c[0], c[1], crossentropy_options(c)); }},
    {"Celu", [](const OpCall& c) { return ops::celu(c[0], c.number("alpha", 1)); }},
    {"Elu", [](const OpCall& c) { return ops::elu(c[0], c.number("alpha", 1)); }},
    {"Gelu", [](const OpCall& c) { return ops::gelu(c[0], c.flag("approximate", true)); }},
    {"Glu", [](const OpCall& c) { return ops::glu(c[0], c.axis(-1)); }},
    {"GroupNormalization",
     [](const OpCall& c) {
       return ops::group_normalization(c[0], integer(c.argument("groups"), c.where),
                                       {.gamma = c.optional("gamma"),
                                        .beta = c.optional("beta"),
                                        .axis = c.axis(-1),
                                        .epsilon = c.number("epsilon", 1e-3)});
     }},
    {"HardShrink", [](const OpCall& c) { return ops::hard_shrink(c[0], c.number("threshold", 0.5)); }},
    {"InTopK", [](const OpCall& c) { return ops::in_top_k(c[0], c[1], integer(c.argument("k"), c.where)); }},
    {"LayerNorm",
     [](const OpCall& c) {
       return ops::layer_normalization(
           c[0], c.optional("gamma", 1), c.optional("beta", 2),
           {.axis = c.axes(-1), .epsilon = c.number("epsilon", 1e-7), .rms_scaling = c.flag("rms_scaling", false)});
     }},
    {"LeakyRelu", [](const OpCall& c) { return ops::leaky_relu(c[0], c.number("negative_slope", 0.2)); }},
    {"LogSoftmax", [](const OpCall& c) { return ops::log_softmax(c[0], c.axis(-1)); }},
    {"Moments", nullptr,
     [](const OpCall& c) {
       const ops::Moments m = ops::moments(c[0], Axes(c.shape("axes")), {.keepdims = c.flag("keepdims", false)});
       return Tensors{m.mean, m.variance};
     }},
    {"MultiHot",
     [](const OpCall& c) {
       require<file_error>(c.axis(-1) == -1, c.where, ": expected axis -1; got ", c.axis(-1), ".");
       return ops::multi_hot(c[0], integer(c.argument("num_classes"), c.where), c.dtype_or(float32));
     }},
    {"Norm", norm},
    {"Normalize",
     [](const OpCall& c) {
       return ops::normalize(c[0], {.axis = c.axes(-1),
                                    .order = c.argument("order").is_null() ? 2 : integer(c.argument("order"), c.where),
                                    .epsilon = c.number("epsilon", 1e-7)});
     }},
    {"OneHot",
     [](const OpCall& c) {
       return ops::one_hot(c[0], integer(c.argument("num_classes"), c.where), c.axis(-1), c.dtype_or(float32));
     }},
    {"RMSNorm",
     [](const OpCall& c) {
       return ops::rms_normalization(c[0], c.optional("scale", 1),
                                     {.axis = c.axes(-1), .epsilon = c.number("epsilon", 1e-7)});
     }},
    {"ReLU",
     [](const OpCall& c) {
       activations::ReluOptions o{.negative_slope = c.number("negative_slope", 0),
                                  .threshold = c.number("threshold", 0)};
       if (!c.argument("max_value").is_null()) o.max_value = c.number("max_value", 0);
       return activations::relu(c[0], o);
     }},
    {"SaturateCast", [](const OpCall& c) { return ops::saturate_cast(c[0], dtype(c.argument("dtype"), c.where)); }},
    {"Scatter", [](const OpCall& c) { return ops::scatter(c[0], c[1], c.shape("shape")); }},
    {"ScatterUpdate",
     [](const OpCall& c) {
       return c.argument("reduction").is_null() ? ops::scatter_update(c[0], c[1], c[2])
                                                : ops::scatter_update(c[0], c[1], c[2], c.word("reduction"));
     }},
    {"SegmentMax", [](const OpCall& c) { return ops::segment_max(c[0], c[1], c.optional_integer("num_segments")); }},
    {"SegmentMin", [](const OpCall& c) { return ops::segment_min(c[0], c[1], c.optional_integer("num_segments")); }},
    {"SegmentProd", [](const OpCall& c) { return ops::segment_prod(c[0], c[1], c.optional_integer("num_segments")); }},
    {"SegmentSum", [](const OpCall& c) { return ops::segment_sum(c[0], c[1], c.optional_integer("num_segments")); }},
    {"SliceUpdate", slice_update},
    {"SoftShrink", [](const OpCall& c) { return ops::soft_shrink(c[0], c.number("threshold", 0.5)); }},
    {"Softmax", [](const OpCall& c) { return ops::softmax(c[0], c.axis(-1)); }},
    {"SparseCategoricalCrossentropy",
     [](const OpCall& c) { return ops::sparse_categorical_crossentropy(c[0], c[1], crossentropy_options(c)); }},
    {"Sparsemax", [](const OpCall& c) { return ops::sparsemax(c[0], c.axis(-1)); }},
    {"Squareplus", [](const OpCall& c) { return ops::squareplus(c[0], c.number("b", 4)); }},
    {"Threshold",
     [](const OpCall& c) { return ops::threshold(c[0], c.number("threshold", 0), c.number("default_value", 0)); }},
    {"TopK", nullptr,
     [](const OpCall& c) {
       const ops::TopK top = ops::top_k(c[0], integer(c.argument("k"), c.where), c.flag("sorted", true));
       return Tensors{top.values, top.indices};
     }},
    {"Unstack", nullptr, [](const OpCall& c) { return ops::unstack(c[0], c.axis(0)); }},
};

}  // namespace keratin::saving::detail
#endif
