// Comparisons, element by element: equal, not_equal, greater, greater_equal, less, less_equal.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

[[nodiscard]] Tensor equal(const Tensor& a, const Tensor& b);          ///< a == b, broadcast, as bool.
[[nodiscard]] Tensor not_equal(const Tensor& a, const Tensor& b);      ///< a != b, broadcast, as bool.
[[nodiscard]] Tensor greater(const Tensor& a, const Tensor& b);        ///< a > b, broadcast, as bool.
[[nodiscard]] Tensor greater_equal(const Tensor& a, const Tensor& b);  ///< a >= b, broadcast, as bool.
[[nodiscard]] Tensor less(const Tensor& a, const Tensor& b);           ///< a < b, broadcast, as bool.
[[nodiscard]] Tensor less_equal(const Tensor& a, const Tensor& b);     ///< a <= b, broadcast, as bool.

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct Equal {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return to_number(a == b);
  }
};
KERATIN_INLINE Tensor equal(const Tensor& a, const Tensor& b) {
  return compare({"keras.src.ops.numpy", "Equal"}, Equal{}, a, b, equal);
}

struct NotEqual {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return to_number(a != b);
  }
};
KERATIN_INLINE Tensor not_equal(const Tensor& a, const Tensor& b) {
  return compare({"keras.src.ops.numpy", "NotEqual"}, NotEqual{}, a, b, not_equal);
}

struct Greater {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return to_number(a > b);
  }
};
KERATIN_INLINE Tensor greater(const Tensor& a, const Tensor& b) {
  return compare({"keras.src.ops.numpy", "Greater"}, Greater{}, a, b, greater);
}

struct GreaterEqual {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return to_number(a >= b);
  }
};
KERATIN_INLINE Tensor greater_equal(const Tensor& a, const Tensor& b) {
  return compare({"keras.src.ops.numpy", "GreaterEqual"}, GreaterEqual{}, a, b, greater_equal);
}

struct Less {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return to_number(a < b);
  }
};
KERATIN_INLINE Tensor less(const Tensor& a, const Tensor& b) {
  return compare({"keras.src.ops.numpy", "Less"}, Less{}, a, b, less);
}

struct LessEqual {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return to_number(a <= b);
  }
};
KERATIN_INLINE Tensor less_equal(const Tensor& a, const Tensor& b) {
  return compare({"keras.src.ops.numpy", "LessEqual"}, LessEqual{}, a, b, less_equal);
}

}  // namespace keratin::ops
#endif
