// What the gradient of a table of an embedding is the sum of: kept beside it, as the mask beside a sequence.
#pragma once
#include "mask.hpp"

namespace keratin {

/// The gradients of the uses of a table's rows, (uses, n), and those rows, int64 (uses).
struct Uses {
  Tensor gradients, rows;
};

/// Puts them beside a gradient that comes from one embedding alone; what is computed of it is an ordinary one again.
inline void set_uses(const Tensor& gradient, const Uses& uses) {
  const Tensor beside = uses.gradients.view({uses.rows.size(), gradient.shape().back()});
  beside.get().mask = uses.rows.impl();
  gradient.get().mask = beside.impl();
}
/// Undefined tensors, if there are none.
[[nodiscard]] inline Uses uses_of(const Tensor& gradient) {
  const Tensor beside = mask_of(gradient);
  return beside.defined() ? Uses{beside, mask_of(beside)} : Uses{};
}

}  // namespace keratin
