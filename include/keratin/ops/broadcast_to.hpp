// broadcast_to(x, shape): x stretched along axes of size 1.   The gradient is the sum over the stretched axes.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x as a tensor of that shape, to which it must broadcast (numpy.broadcast_to).
[[nodiscard]] Tensor broadcast_to(const Tensor& x, const Shape& shape);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../tensor/copy.hpp"
#include "op.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor broadcast_to(const Tensor& x, const Shape& shape) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "BroadcastTo", {x},
                       [shape](const Tensors& in) { return broadcast_to(in[0], shape); }, {{"shape", shape}});
  const Shape fitted = broadcast_shape(x.shape(), shape, "broadcast_to");
  require<shape_error>(fitted == shape, "broadcast_to: expected a shape that broadcasts to ", shape, "; got ",
                       x.shape(), ".");
  Tensor y = Tensor::empty(shape, x.dtype(), x.device());
  if (!on_meta(y)) copy_strided(shape, {y}, {x, 0, cpu_backend::broadcast_strides(x.shape(), shape)});
  if (is_float(x.dtype()))
    record(y, {&x}, [from = x.shape()](const Tensor& dy, InputGradients& dx) { dx.add(0, sum_to(dy, from)); });
  return y;
}

}  // namespace keratin::ops
#endif
