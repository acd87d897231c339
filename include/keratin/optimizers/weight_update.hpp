// What an optimizer's rule is given of one weight, and what it keeps for it.
#pragma once
#include <span>

#include "idle_rows.hpp"

namespace keratin::optimizers {

/// The arrays of one weight: its value, the optimizer's slots for it, its gradient.
struct WeightUpdate {
  const Variable& weight;
  std::span<const Tensor> slots;
  Tensor& gradient;
  std::size_t index;  ///< Among the weights the optimizer was built for.
  IdleRows& idle;
};

/// An array that a rule keeps for each weight, of the weight's shape.
struct SlotKind {
  const char* name;    ///< Keras's: variables are called "dense_kernel_momentum".
  double start = 0;    ///< What its elements are at first.
  bool apart = false;  ///< Listed after those before it of all weights, not beside those of the same weight.
};

}  // namespace keratin::optimizers
