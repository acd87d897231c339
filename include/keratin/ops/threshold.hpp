// threshold(x, threshold, default_value) = x where x > threshold, else default_value.   d/dx = 1 there, else 0.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x where it is above `threshold`, `default_value` elsewhere (keras.ops.threshold).
[[nodiscard]] Tensor threshold(const Tensor& x, Real threshold, Real default_value);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Threshold {
  double threshold;
  double default_value;
  template <class V>
  V operator()(const V& x) const {
    return select(x > V(threshold), x, V(default_value));
  }
  template <class V>
  V gradient(const V& x, const V&, const V& dy) const {
    return select(x > V(threshold), dy, V(0));
  }
};
KERATIN_INLINE Tensor threshold(const Tensor& x, Real threshold, Real default_value) {
  return with_arguments(unary({"keras.src.ops.nn", "Threshold"}, Threshold{threshold, default_value}, x),
                        {{"threshold", threshold}, {"default_value", default_value}});
}

}  // namespace keratin::ops
#endif
