// The labels of the hinge losses.
#pragma once
#include "../ops/comparisons.hpp"
#include "../ops/operators.hpp"
#include "../ops/reductions.hpp"

namespace keratin::losses::detail {

/// Labels that are all 0 or 1 as -1 and 1; others as they are.
inline Tensor hinge_labels(const Tensor& y) {
  const Tensor below = y - 1.0, none = Tensor::scalar(0, y.dtype());
  const Tensor binary = ops::all(ops::equal(y * below, none)).cast(y.dtype());
  return y + binary * below;  // 2 y - 1 = y + (y - 1)
}

}  // namespace keratin::losses::detail
