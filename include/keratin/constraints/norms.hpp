// What the constraints of norms share: the lengths of the vectors along some axes.
#pragma once
#include "../tensor/axes.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::constraints::detail {

inline constexpr double epsilon = 1e-7;  // keras.backend.epsilon(): a weight of zeros stays one

/// The Euclidean lengths over the axes, which stay with size 1.
[[nodiscard]] Tensor norms(const Tensor& w, const Axes& axis);

}  // namespace keratin::constraints::detail

#if KERATIN_DEFINE(constraints)
#include "../ops/reductions.hpp"
#include "../ops/sqrt.hpp"
#include "../ops/square.hpp"

namespace keratin::constraints::detail {

KERATIN_INLINE Tensor norms(const Tensor& w, const Axes& axis) {
  return ops::sqrt(ops::sum(ops::square(w), axis, {.keepdims = true}));
}

}  // namespace keratin::constraints::detail
#endif
