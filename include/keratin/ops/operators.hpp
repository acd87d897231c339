// a + b, a - b, a * b, a / b, -a for tensors and numbers. A number takes the tensor's dtype, but a fraction makes an
// integer tensor float32.
#pragma once
#include "../tensor/tensor.hpp"
#include "add.hpp"
#include "divide.hpp"
#include "multiply.hpp"
#include "negative.hpp"
#include "subtract.hpp"

namespace keratin {

namespace ops {
/// A number as a tensor that meets x.
[[nodiscard]] Tensor scalar_for(const Tensor& x, double value, bool whole);
}  // namespace ops

#define KERATIN_OPERATOR(op, function)                                                                      \
  [[nodiscard]] inline Tensor operator op(const Tensor& a, const Tensor& b) { return ops::function(a, b); } \
  template <Number N>                                                                                       \
  [[nodiscard]] Tensor operator op(const Tensor& a, N b) {                                                  \
    return ops::function(a, ops::scalar_for(a, static_cast<double>(b), Integer<N>));                        \
  }                                                                                                         \
  template <Number N>                                                                                       \
  [[nodiscard]] Tensor operator op(N a, const Tensor& b) {                                                  \
    return ops::function(ops::scalar_for(b, static_cast<double>(a), Integer<N>), b);                        \
  }
KERATIN_OPERATOR(+, add)
KERATIN_OPERATOR(-, subtract)
KERATIN_OPERATOR(*, multiply)
KERATIN_OPERATOR(/, divide)
#undef KERATIN_OPERATOR
[[nodiscard]] inline Tensor operator-(const Tensor& x) { return ops::negative(x); }

}  // namespace keratin

#if KERATIN_DEFINE(ops)
namespace keratin::ops {

KERATIN_INLINE Tensor scalar_for(const Tensor& x, double value, bool whole) {
  const DType own = whole && x.dtype() == bool_ ? int32 : x.dtype();
  return Tensor::scalar(value, is_float(own) || whole ? own : float32);
}

}  // namespace keratin::ops
#endif
