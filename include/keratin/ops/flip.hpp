// flip(x, axes): the order along the axes reversed.   So is the gradient.
#pragma once
#include "../tensor/axes.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x with its order along the axes reversed; along all without any (numpy.flip).
[[nodiscard]] Tensor flip(const Tensor& x, const Axes& axes = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../tensor/copy.hpp"
#include "op.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor flip(const Tensor& x, const Axes& axes) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Flip", {x}, [axes](const Tensors& in) { return flip(in[0], axes); },
                       {{"axis", axes}});
  const auto flags = axes.flags(x.shape().rank(), "flip");
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device());
  if (!on_meta(y) && y.size() > 0) {
    const auto strides = cpu_backend::row_major(x.shape());
    auto from = strides;
    index_t first = 0;  // the last element along each of the axes, from which the strides go back
    for (std::size_t a = 0; a < x.shape().rank(); ++a) {
      if (!flags[a]) continue;
      first += (x.shape()[a] - 1) * strides[a];
      from[a] = -strides[a];
    }
    copy_strided(x.shape(), {y}, {x, first, from});
  }
  record(y, {&x}, [axes](const Tensor& dy, InputGradients& dx) { dx.add(0, flip(dy, axes)); });
  return y;
}

}  // namespace keratin::ops
#endif
