// Logic, element by element; what is not 0 counts as true.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

[[nodiscard]] Tensor logical_and(const Tensor& a, const Tensor& b);  ///< Whether both are.
[[nodiscard]] Tensor logical_or(const Tensor& a, const Tensor& b);   ///< Whether one or both are.
[[nodiscard]] Tensor logical_xor(const Tensor& a, const Tensor& b);  ///< Whether one of them is, not both.
[[nodiscard]] Tensor logical_not(const Tensor& x);                   ///< Whether it is not.

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct LogicalAnd {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return to_number((a != V(0)) & (b != V(0)));
  }
};
KERATIN_INLINE Tensor logical_and(const Tensor& a, const Tensor& b) {
  return compare({"keras.src.ops.numpy", "LogicalAnd"}, LogicalAnd{}, a, b, logical_and);
}

struct LogicalOr {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return to_number((a != V(0)) | (b != V(0)));
  }
};
KERATIN_INLINE Tensor logical_or(const Tensor& a, const Tensor& b) {
  return compare({"keras.src.ops.numpy", "LogicalOr"}, LogicalOr{}, a, b, logical_or);
}

struct LogicalXor {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return to_number(to_number(a != V(0)) != to_number(b != V(0)));
  }
};
KERATIN_INLINE Tensor logical_xor(const Tensor& a, const Tensor& b) {
  return compare({"keras.src.ops.numpy", "LogicalXor"}, LogicalXor{}, a, b, logical_xor);
}

struct LogicalNot {
  template <class V>
  V operator()(const V& x) const {
    return to_number(x == V(0));
  }
};
KERATIN_INLINE Tensor logical_not(const Tensor& x) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "LogicalNot", {x}, [](const Tensors& in) { return logical_not(in[0]); });
  return map_to_bool(LogicalNot{}, x);
}

}  // namespace keratin::ops
#endif
