// rms_normalization(x, scale) = x / sqrt(mean(x²) + epsilon) * scale, over one axis or several.
// With z = x / sqrt(…) and g = dy scale:   dx = (g - z mean(g z)) / sqrt(…),   dscale = Σ dy z.
// B. Zhang and R. Sennrich, "Root mean square layer normalization", 2019.
#pragma once
#include "../tensor/axes.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::ops {

struct RMSNormalizationOptions {
  KERATIN_OPTIONS;
  Axes axis = -1;
  Real epsilon = 1e-7;
};
/// `scale`, if defined, is broadcast to x from its last axis on (keras.ops.rms_normalization).
[[nodiscard]] Tensor rms_normalization(const Tensor& x, const Tensor& scale = {},
                                       const RMSNormalizationOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "layer_normalization.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor rms_normalization(const Tensor& x, const Tensor& scale, const RMSNormalizationOptions& options) {
  if (x.symbolic()) {
    Tensors inputs = {x};
    if (scale.defined()) inputs.push_back(scale);
    return symbolic_op(
        "keras.src.ops.nn", "RMSNorm", inputs,
        [options, scaled = scale.defined()](const Tensors& in) {
          return rms_normalization(in[0], scaled ? in[1] : Tensor(), options);
        },
        {{"axis", options.axis}, {"epsilon", options.epsilon}, tensors_by_name(scale.defined() ? "scale" : "")});
  }
  const char* const where = "rms_normalization";
  const Tensor wide = detail::as_float(x);
  const std::size_t rank = wide.shape().rank();
  const auto flags = options.axis.flags(rank, where);
  // Where the axes are the last ones and the scale has their shape, one pass does both.
  Shape sizes;
  bool last = true;
  for (std::size_t a = 0; a < rank; ++a) {
    last = last && (a == 0 || !flags[a - 1] || flags[a]);
    if (flags[a]) sizes.push_back(wide.shape()[static_cast<index_t>(a)]);
  }
  const bool fused = !scale.defined() || (last && scale.shape() == sizes);
  const Tensor gamma = scale.defined() ? scale.cast(wide.dtype()) : scale;
  const Tensor y = detail::over_axes(wide, flags, [&](const Tensor& rows) {
    return detail::normalize_rows(rows, fused ? gamma : Tensor(), Tensor(), options.epsilon, false);
  });
  if (fused) return y;
  require<shape_error>(broadcast_shape(y.shape(), gamma.shape(), where) == y.shape(), where,
                       ": expected a scale that broadcasts to ", y.shape(), "; got ", gamma.shape(), ".");
  return multiply(y, gamma);
}

}  // namespace keratin::ops
#endif
