// pad(x, pad_width): x with elements around it: a number, or its own mirrored.   The gradient is that of the elements'
// places.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "../tensor/tensor.hpp"

namespace keratin::ops {

struct PadOptions {
  KERATIN_OPTIONS;
  std::string mode = "constant";  ///< "constant", "reflect" (without the edge) or "symmetric" (with it).
  Real constant_values = 0;
};
/// How many elements go before and after x on each axis (keras.ops.pad): `pad(x, {{0, 0}, {1, 2}})`. Throws shape_error
/// for another number of pairs than axes, value_error for an unknown mode.
[[nodiscard]] Tensor pad(const Tensor& x, const std::vector<std::pair<Int, Int>>& pad_width,
                         const PadOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"
#include "slice.hpp"
#include "take.hpp"

namespace keratin::ops {

namespace detail {

/// Where element i of an axis of n elements, with `before` more in front, comes from.
inline std::vector<index_t> mirrored(index_t n, index_t before, index_t after, bool edge) {
  std::vector<index_t> rows;
  const index_t period = std::max<index_t>(edge ? 2 * n : 2 * n - 2, 1);
  for (index_t i = -before; i < n + after; ++i) {
    const index_t at = ((i % period) + period) % period;
    rows.push_back(at < n ? at : period - at - (edge ? 1 : 0));
  }
  return rows;
}

inline Tensor pad_constant(const Tensor& x, const Block& block, const Shape& shape, double value) {
  const Tensor y = on_meta(x) ? Tensor::empty(shape, x.dtype(), x.device()) : full(shape, value, x.dtype(), x.device());
  copy_block(y, block, x, true);
  record(y, {&x}, [block](const Tensor& dy, InputGradients& dx) {
    Tensor part = Tensor::empty(block.shape, dy.dtype(), dy.device());
    copy_block(dy, block, part, false);
    dx.add(0, part);
  });
  return y;
}

}  // namespace detail

KERATIN_INLINE Tensor pad(const Tensor& x, const std::vector<std::pair<Int, Int>>& pad_width,
                          const PadOptions& options) {
  if (x.symbolic()) {
    std::vector<Shape> widths;
    for (const auto& [before, after] : pad_width) widths.push_back({before, after});
    const Tensor y = symbolic_op("keras.src.ops.numpy", "Pad", {x},
                                 [=](const Tensors& in) { return pad(in[0], pad_width, options); },
                                 {{"pad_width", widths}, {"mode", options.mode}});
    if (options.constant_values != 0)  // which is not in Keras's configuration, but an argument of the call
      graph_node(y).arguments.emplace_back("constant_values", options.constant_values);
    return y;
  }
  const bool constant = options.mode == "constant", symmetric = options.mode == "symmetric";
  require(constant || symmetric || options.mode == "reflect",
          "pad: expected mode \"constant\", \"reflect\" or \"symmetric\"; got \"", options.mode, "\".");
  require<shape_error>(pad_width.size() == x.shape().rank(), "pad: expected a pair for each axis of ", x.shape(),
                       "; got ", pad_width.size(), ".");
  Shape start, shape;
  for (std::size_t a = 0; a < pad_width.size(); ++a) {
    const auto [before, after] = pad_width[a];
    require(before >= 0 && after >= 0, "pad: expected widths of at least 0; got ", before.value, " and ", after.value,
            ".");
    start.push_back(before);
    shape.push_back(x.shape()[a] + before + after);
  }
  if (constant) return detail::pad_constant(x, {start, x.shape()}, shape, options.constant_values);
  Tensor y = x;
  for (std::size_t a = 0; a < pad_width.size(); ++a) {
    const auto [before, after] = pad_width[a];
    if (before == 0 && after == 0) continue;
    const index_t n = x.shape()[a], room = symmetric ? n : n - 1;
    require<shape_error>(before <= room && after <= room, "pad: expected widths of at most ", room, " on axis ", a,
                         " with mode \"", options.mode, "\"; got ", before.value, " and ", after.value, ".");
    y = take(y, Tensor::from(detail::mirrored(n, before, after, symmetric), {-1}), a);
  }
  return y;
}

}  // namespace keratin::ops
#endif
