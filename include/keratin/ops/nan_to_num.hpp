// nan_to_num(x): x with numbers in place of NaN and the infinities.   d/dx = 1 where x is finite, else 0.
#pragma once
#include <optional>

#include "../tensor/tensor.hpp"

namespace keratin::ops {

struct NanToNumOptions {
  KERATIN_OPTIONS;
  Real nan = 0;
  std::optional<Real> posinf = {};  ///< None: the greatest number of the dtype.
  std::optional<Real> neginf = {};  ///< None: the least.
};
/// (keras.ops.nan_to_num) Integers stay as they are.
[[nodiscard]] Tensor nan_to_num(const Tensor& x, const NanToNumOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include <limits>

#include "op.hpp"

namespace keratin::ops {

struct NanToNum {
  double nan, high, low;
  template <class V>
  V operator()(const V& x) const {
    const V bounded = select(x - x == V(0), x, select(x > V(0), V(high), V(low)));
    return select(x != x, V(nan), bounded);
  }
  template <class V>
  V gradient(const V& x, const V&, const V& dy) const {
    return select(x - x == V(0), dy, V(0));
  }
};
KERATIN_INLINE Tensor nan_to_num(const Tensor& x, const NanToNumOptions& o) {
  if (!is_float(x.dtype())) return x;
  const double most = x.dtype() == float64 ? std::numeric_limits<double>::max() : std::numeric_limits<float>::max();
  const NanToNum f{o.nan, o.posinf ? o.posinf->value : most, o.neginf ? o.neginf->value : -most};
  return with_arguments(unary({"keras.src.ops.numpy", "NanToNum"}, f, x),
                        {{"nan", f.nan}, {"posinf", f.high}, {"neginf", f.low}});
}

}  // namespace keratin::ops
#endif
