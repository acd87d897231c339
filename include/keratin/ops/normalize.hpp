// normalize(x, axis, order) = x / the norm of x along the axes: order 1 is Σ |x|, 2 is sqrt(Σ x²), p is (Σ
// |x|^p)^(1/p).
#pragma once
#include "../tensor/axes.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::ops {

struct NormalizeOptions {
  KERATIN_OPTIONS;
  Axes axis = -1;
  Int order = 2;
  Real epsilon = 1e-7;  ///< A smaller norm counts as this.
};
/// x brought to norm 1 (keras.ops.normalize). Throws value_error for an order below 1.
[[nodiscard]] Tensor normalize(const Tensor& x, const NormalizeOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "abs.hpp"
#include "divide.hpp"
#include "maximum.hpp"
#include "minimum.hpp"
#include "multiply.hpp"
#include "power.hpp"
#include "reductions.hpp"
#include "rsqrt.hpp"
#include "square.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor normalize(const Tensor& x, const NormalizeOptions& options) {
  require(options.order >= 1, "normalize: expected an order of at least 1; got ", options.order, ".");
  if (x.symbolic())
    return symbolic_op("keras.src.ops.nn", "Normalize", {x},
                       [options](const Tensors& in) { return normalize(in[0], options); },
                       {{"axis", options.axis}, {"order", options.order}, {"epsilon", options.epsilon}});
  const Tensor in = x.cast(float_type(x.dtype()));
  const auto number = [&](double v) { return Tensor::scalar(v, in.dtype()); };
  if (options.order == 2) {
    const Tensor inverse = rsqrt(sum(square(in), options.axis, {.keepdims = true}));
    return multiply(in, minimum(inverse, number(1 / options.epsilon)));
  }
  const double p = static_cast<double>(options.order.value);
  Tensor norm = abs(in);
  if (options.order > 1) norm = power(norm, number(p));
  norm = sum(norm, options.axis, {.keepdims = true});
  if (options.order > 1) norm = power(norm, number(1 / p));
  return divide(in, maximum(norm, number(options.epsilon)));
}

}  // namespace keratin::ops
#endif
