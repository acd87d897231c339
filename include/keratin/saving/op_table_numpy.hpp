// The ops of keras.ops.numpy by their names in Keras. Included by op_table.hpp.
#pragma once
#include "op_call.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
namespace keratin::saving::detail {

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

inline ops::DiagonalOptions diagonal_options(const OpCall& c) {
  const auto at = [&](const char* name, index_t otherwise) {
    return c.argument(name).is_null() ? otherwise : integer(c.argument(name), c.where);
  };
  return {.offset = at("offset", 0), .axis1 = at("axis1", 0), .axis2 = at("axis2", 1)};
}

/// axes: how many, or those of each tensor.
inline Tensor tensordot(const OpCall& c) {
  const Json& axes = c.argument("axes");
  if (axes.is_number()) return ops::tensordot(c[0], c[1], integer(axes, c.where));
  if (!axes.is_array() || axes.size() != 2) refuse(c.where + ", axes", "two lists", axes);
  return ops::tensordot(c[0], c[1], shape(axes[0], c.where), shape(axes[1], c.where));
}

/// The values, and those of the rest that Keras was asked for.
inline Tensors unique(const OpCall& c) {
  const ops::Unique found = ops::unique(c[0], {.sorted = c.flag("sorted", true),
                                               .axis = c.optional_axis(),
                                               .size = c.optional_integer("size"),
                                               .fill_value = c.number("fill_value", 0)});
  Tensors all{found.values};
  if (c.flag("return_index", false)) all.push_back(found.index);
  if (c.flag("return_inverse", false)) all.push_back(found.inverse);
  if (c.flag("return_counts", false)) all.push_back(found.counts);
  return all;
}

inline constexpr OpEntry numpy_ops[] = {
    {"Argmax",
     [](const OpCall& c) { return ops::argmax(c[0], c.optional_axis(), {.keepdims = c.flag("keepdims", false)}); }},
    {"Argmin",
     [](const OpCall& c) { return ops::argmin(c[0], c.optional_axis(), {.keepdims = c.flag("keepdims", false)}); }},
    {"Argsort", [](const OpCall& c) { return ops::argsort(c[0], c.optional_axis()); }},
    {"Average",
     [](const OpCall& c) {
       return ops::average(c[0], {.axis = c.optional_axis(), .weights = c.optional("weights", 1)});
     }},
    {"BroadcastTo", [](const OpCall& c) { return ops::broadcast_to(c[0], c.shape("shape")); }},
    {"Clip",
     [](const OpCall& c) { return ops::clip(c[0], c.number("x_min", -INFINITY), c.number("x_max", INFINITY)); }},
    {"Concatenate", [](const OpCall& c) { return ops::concatenate(c.tensors, c.axis(0)); }},
    {"CountNonzero", [](const OpCall& c) { return ops::count_nonzero(c[0], c.axes()); }},
    {"Cumprod", [](const OpCall& c) { return ops::cumprod(c[0], c.optional_axis()); }},
    {"Cumsum", [](const OpCall& c) { return ops::cumsum(c[0], c.optional_axis()); }},
    {"Diag", [](const OpCall& c) { return ops::diag(c[0], static_cast<index_t>(c.number("k", 0))); }},
    {"Diagonal", [](const OpCall& c) { return ops::diagonal(c[0], diagonal_options(c)); }},
    {"Digitize", [](const OpCall& c) { return ops::digitize(c[0], c.tensor("bins", 1)); }},
    {"Einsum", [](const OpCall& c) { return ops::einsum(text(c.argument("subscripts"), c.where), c.tensors); }},
    {"ExpandDims", [](const OpCall& c) { return ops::expand_dims(c[0], c.axis(0)); }},
    {"Flip", [](const OpCall& c) { return ops::flip(c[0], c.axes()); }},
    {"FullLike",
     [](const OpCall& c) { return ops::full_like(c[0], c.number("fill_value", 0, 1), c.dtype_or(c[0].dtype())); }},
    {"GetItem", get_item},
    {"Isclose",
     [](const OpCall& c) {
       return ops::isclose(c[0], c[1],
                           {.rtol = c.number("rtol", 1e-5, 2),
                            .atol = c.number("atol", 1e-8, 3),
                            .equal_nan = c.flag("equal_nan", false)});
     }},
    {"Meshgrid", nullptr,
     [](const OpCall& c) {
       return c.argument("indexing").is_null() ? ops::meshgrid(c.tensors)
                                               : ops::meshgrid(c.tensors, c.word("indexing"));
     }},
    {"Moveaxis", [](const OpCall& c) { return ops::moveaxis(c[0], c.shape("source"), c.shape("destination")); }},
    {"NanToNum",
     [](const OpCall& c) {
       return ops::nan_to_num(
           c[0],
           {.nan = c.number("nan", 0), .posinf = c.optional_number("posinf"), .neginf = c.optional_number("neginf")});
     }},
    {"OnesLike", [](const OpCall& c) { return ops::ones_like(c[0], c.dtype_or(c[0].dtype())); }},
    {"Pad",
     [](const OpCall& c) {
       return ops::pad(c[0], c.pairs("pad_width"),
                       {.mode = c.word("mode"), .constant_values = c.number("constant_values", 0, 1)});
     }},
    {"Quantile",
     [](const OpCall& c) {
       return ops::quantile(c[0], c.number("q", NAN, 1), c.axes(),
                            {.method = c.word("method"), .keepdims = c.flag("keepdims", false)});
     }},
    {"Repeat",
     [](const OpCall& c) {
       const Shape each = c.shape("repeats");
       return each.rank() == 1 ? ops::repeat(c[0], each[0], c.optional_axis())
                               : ops::repeat(c[0], std::vector<index_t>(each.begin(), each.end()), c.optional_axis());
     }},
    {"Reshape", [](const OpCall& c) { return ops::reshape(c[0], c.shape("newshape")); }},
    {"Roll", [](const OpCall& c) { return ops::roll(c[0], integer(c.argument("shift"), c.where), c.optional_axis()); }},
    {"Round", [](const OpCall& c) { return ops::round(c[0], static_cast<index_t>(c.number("decimals", 0))); }},
    {"SearchSorted", [](const OpCall& c) { return ops::searchsorted(c[0], c[1], c.word("side")); }},
    {"Sort", [](const OpCall& c) { return ops::sort(c[0], c.axis(-1)); }},
    {"Split", nullptr,
     [](const OpCall& c) {
       const Json& cut = c.argument("indices_or_sections");
       if (cut.is_number()) return ops::split(c[0], integer(cut, c.where), c.axis(0));
       const Shape at = c.shape("indices_or_sections");
       return ops::split(c[0], std::vector<index_t>(at.begin(), at.end()), c.axis(0));
     }},
    {"Squeeze", [](const OpCall& c) { return ops::squeeze(c[0], c.optional_axis()); }},
    {"Stack", [](const OpCall& c) { return ops::stack(c.tensors, c.axis(0)); }},
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
    {"Tensordot", tensordot},
    {"Tile", [](const OpCall& c) { return ops::tile(c[0], c.shape("repeats")); }},
    {"Trace", [](const OpCall& c) { return ops::trace(c[0], diagonal_options(c)); }},
    {"Transpose", [](const OpCall& c) { return ops::transpose(c[0], c.shape("axes")); }},
    {"Tril", [](const OpCall& c) { return ops::tril(c[0], static_cast<index_t>(c.number("k", 0))); }},
    {"Triu", [](const OpCall& c) { return ops::triu(c[0], static_cast<index_t>(c.number("k", 0))); }},
    {"Unique", nullptr, unique},
    {"Where", [](const OpCall& c) { return ops::where(c[0], c[1], c[2]); }},
    {"ZerosLike", [](const OpCall& c) { return ops::zeros_like(c[0], c.dtype_or(c[0].dtype())); }},
};

}  // namespace keratin::saving::detail
#endif
