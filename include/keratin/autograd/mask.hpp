// The mask that travels beside a tensor (Keras's implicit masks): which steps of a sequence count, a bool for each,
// (batch, steps). Layers that support masks hand it on; an op makes a new tensor, which has none.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin {

/// The mask beside x; an undefined Tensor if there is none.
[[nodiscard]] inline Tensor mask_of(const Tensor& x) {
  const Ref<TensorImpl>& mask = x.get().mask;
  return mask ? Tensor(mask) : Tensor();
}

/// x with another mask beside it, or with none where `mask` is undefined: the same elements and history. Other handles
/// on x keep what they have.
[[nodiscard]] Tensor with_mask(Tensor x, const Tensor& mask);

}  // namespace keratin

#if KERATIN_DEFINE(autograd)
#include "tape.hpp"

namespace keratin {

KERATIN_INLINE Tensor with_mask(Tensor x, const Tensor& mask) {
  if (x.get().mask == mask.impl()) return x;
  if (x.impl().unique() && !x.get().variable) {
    x.get().mask = mask.impl();
    return x;
  }
  if (tape::recording()) static_cast<void>(detail::node_of(x));  // a weight's place in the record
  const TensorImpl& from = x.get();
  auto impl = make_ref<TensorImpl>();
  impl->storage = from.storage;
  impl->data = from.data;
  impl->shape = from.shape;
  impl->dtype = from.dtype;
  impl->device = from.device;
  impl->symbolic = from.symbolic;
  impl->output = from.output;
  impl->origin = from.origin;
  impl->mask = mask.impl();
  return Tensor(std::move(impl));
}

}  // namespace keratin
#endif
