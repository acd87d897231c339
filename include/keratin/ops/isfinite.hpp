// isfinite(x), isinf(x), isnan(x), as bools.   They have no gradient.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

[[nodiscard]] Tensor isfinite(const Tensor& x);  ///< Whether it is neither infinite nor NaN.
[[nodiscard]] Tensor isinf(const Tensor& x);     ///< Whether it is infinite.
[[nodiscard]] Tensor isnan(const Tensor& x);     ///< Whether it is NaN.

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Isfinite {
  template <class V>
  V operator()(const V& x) const {
    return to_number(x - x == V(0));
  }
};
struct Isinf {
  template <class V>
  V operator()(const V& x) const {
    return to_number(math::abs(x) == V(__builtin_inf()));
  }
};
struct Isnan {
  template <class V>
  V operator()(const V& x) const {
    return to_number(x != x);
  }
};

namespace detail {

/// f of floats as a bool; of anything else `other`.
template <class F>
Tensor classify(const char* class_name, const F& f, const Tensor& x, bool other, Tensor (*self)(const Tensor&)) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", class_name, {x}, [self](const Tensors& in) { return self(in[0]); });
  if (is_float(x.dtype())) return map(f, x).cast(bool_);
  return on_meta(x) ? Tensor::empty(x.shape(), bool_, x.device()) : full(x.shape(), other ? 1 : 0, bool_);
}

}  // namespace detail

KERATIN_INLINE Tensor isfinite(const Tensor& x) { return detail::classify("Isfinite", Isfinite{}, x, true, isfinite); }
KERATIN_INLINE Tensor isinf(const Tensor& x) { return detail::classify("Isinf", Isinf{}, x, false, isinf); }
KERATIN_INLINE Tensor isnan(const Tensor& x) { return detail::classify("Isnan", Isnan{}, x, false, isnan); }

}  // namespace keratin::ops
#endif
