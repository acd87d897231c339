// log_sigmoid(x) = log(1 / (1 + e^-x)).   d/dx = sigmoid(-x).
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The logarithm of the sigmoid, exact where that is tiny (keras.ops.log_sigmoid).
[[nodiscard]] Tensor log_sigmoid(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

struct LogSigmoid {
  template <class V>
  V operator()(const V& x) const {
    return -math::softplus(-x);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy * math::sigmoid(-x);
  }
};
KERATIN_INLINE Tensor log_sigmoid(const Tensor& x) {
  return unary({"keras.src.ops.nn", "LogSigmoid"}, LogSigmoid{}, x);
}

}  // namespace keratin::ops
#endif
