// glu(x, axis) = a sigmoid(b), where a and b are the halves of x along the axis.   (Dauphin et al. 2017)
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The first half of x along `axis`, gated by the sigmoid of the second (keras.ops.glu). Throws shape_error where the
/// axis is odd.
[[nodiscard]] Tensor glu(const Tensor& x, Int axis = -1);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "multiply.hpp"
#include "op.hpp"
#include "sigmoid.hpp"
#include "slice.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor glu(const Tensor& x, Int axis) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.nn", "Glu", {x}, [axis](const Tensors& in) { return glu(in[0], axis); },
                       {{"axis", axis}});
  const std::size_t a = x.shape().axis(axis, "glu");
  const index_t n = x.shape()[a], half = n / 2;
  require<shape_error>(n % 2 == 0, "glu: expected an even size on axis ", a, "; got shape ", x.shape(), ".");
  const Tensor in = detail::as_float(x);
  return multiply(in.slice(0, half, a), sigmoid(in.slice(half, n, a)));
}

}  // namespace keratin::ops
#endif
