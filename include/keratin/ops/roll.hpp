// roll(x, shift, axis): the elements moved along an axis; those that leave at one end come in at the other.
#pragma once
#include <optional>

#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x with its elements moved `shift` places on; all in a row without an axis (numpy.roll).
[[nodiscard]] Tensor roll(const Tensor& x, Int shift, std::optional<Int> axis = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "concatenate.hpp"
#include "op.hpp"
#include "reshape.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor roll(const Tensor& x, Int shift, std::optional<Int> axis) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Roll", {x}, [=](const Tensors& in) { return roll(in[0], shift, axis); },
                       {{"shift", shift}, {"axis", axis}});
  if (!axis) return detail::reshaped(roll(detail::reshaped(x, {x.size()}), shift, 0), x.shape());
  const std::size_t a = x.shape().axis(*axis, "roll");
  const index_t n = x.shape()[a], by = n > 0 ? ((shift % n) + n) % n : 0;
  return by == 0 ? x : concatenate({x.slice(n - by, n, a), x.slice(0, n - by, a)}, a);
}

}  // namespace keratin::ops
#endif
