// cast(x, dtype).   The gradient is cast back; between integers and bools there is none.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x in another dtype, as C++ converts; x itself if it has that dtype.
[[nodiscard]] Tensor cast(const Tensor& x, DType dtype);
/// x as a constant: no gradient passes.
[[nodiscard]] Tensor stop_gradient(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../tensor/copy.hpp"
#include "op.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor cast(const Tensor& x, DType dtype) {
  if (x.dtype() == dtype) return x;
  if (x.symbolic())
    return symbolic_op("keras.src.ops.core", "Cast", {x}, [dtype](const Tensors& in) { return cast(in[0], dtype); },
                       {{"dtype", dtype}});
  Tensor y = Tensor::empty(x.shape(), dtype, x.device());
  cast_into(y, x);
  if (is_float(dtype) && is_float(x.dtype()))
    record(y, {&x}, [from = x.dtype()](const Tensor& dy, InputGradients& dx) { dx.add(0, cast(dy, from)); });
  return y;
}

KERATIN_INLINE Tensor stop_gradient(const Tensor& x) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.core", "StopGradient", {x},
                       [](const Tensors& in) { return stop_gradient(in[0]); });
  return detach(x);
}

}  // namespace keratin::ops

namespace keratin {
KERATIN_INLINE Tensor Tensor::cast(DType dtype) const { return ops::cast(*this, dtype); }
}  // namespace keratin
#endif
