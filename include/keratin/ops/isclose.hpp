// isclose(a, b): |a - b| <= atol + rtol |b|, as a bool.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

struct IscloseOptions {
  KERATIN_OPTIONS;
  Real rtol = 1e-5;
  Real atol = 1e-8;
  Flag equal_nan = false;  ///< Whether NaN is close to NaN.
};
/// Whether a and b are nearly equal, broadcast; infinities are close to themselves (keras.ops.isclose).
[[nodiscard]] Tensor isclose(const Tensor& a, const Tensor& b, const IscloseOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Isclose {
  double rtol, atol, nan;
  template <class V>
  V operator()(const V& a, const V& b) const {
    const auto finite = (b - b == V(0)) & (a - a == V(0));
    const auto near = finite & (math::abs(a - b) <= V(atol) + V(rtol) * math::abs(b));
    const V nans = select((a != a) & (b != b), V(nan), V(0));
    return math::max(to_number(near | (a == b)), nans);
  }
};
KERATIN_INLINE Tensor isclose(const Tensor& a, const Tensor& b, const IscloseOptions& o) {
  if (a.symbolic() || b.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Isclose", {a, b},
                       [o](const Tensors& in) { return isclose(in[0], in[1], o); },
                       {{"rtol", o.rtol}, {"atol", o.atol}, {"equal_nan", o.equal_nan}});
  detail::check_broadcast("isclose", a, b);
  const DType dtype = float_type(result_type(a.dtype(), b.dtype()));
  return map(Isclose{o.rtol, o.atol, o.equal_nan ? 1.0 : 0.0}, detach(a.cast(dtype)), detach(b.cast(dtype)))
      .cast(bool_);
}

}  // namespace keratin::ops
#endif
