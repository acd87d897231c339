// Maps of tensors on a CUDA device. Included by lower halves alone.
#pragma once
#include "device_data.hpp"

#if KERATIN_DEFINE(tensor)
#include "../backend/cpu/copy.hpp"
#include "../backend/cuda/fused_maps.hpp"

namespace keratin::detail {

/// The elements of a tensor on a device as a map takes or makes them, which may have to wait for other maps.
inline void* elements_of_map(const Tensor& x, Storage::Access access) {
  const TensorImpl& impl = x.get();
  if (!cuda_backend::is_waited_for(impl.data, impl.shape)) impl.storage->on_device(access);
  return impl.data;
}

/// A map of at most that many inputs on the result's CUDA device; false if the functor has no kernel there.
template <std::size_t most>
bool map_on_cuda(trace::Tracer tracer, const void* f, const Tensor& out, std::span<const Tensor* const> in) {
  const DType dtype = in[0]->dtype();
  if (tracer == nullptr) return false;
  std::array<cuda_backend::MapInput, most> inputs{};
  for (std::size_t k = 0; k < in.size(); ++k) {
    if (in[k]->size() == 1 && in[k]->device() == cpu{}) {  // a number may stand beside tensors of any device
      std::memcpy(&inputs[k].number, in[k]->data<const char>(), size_of(dtype));
      continue;
    }
    const Tensor x = lent_to(*in[k], out.device());
    inputs[k].data = elements_of_map(x, Storage::Access::read);
    inputs[k].block = x.get().storage;
    inputs[k].strides = cpu_backend::broadcast_strides(x.shape(), out.shape());
  }
  const cuda_backend::MapOutput made{elements_of_map(out, Storage::Access::write), out.dtype(),
                                     out.get().storage.get()};
  return cuda_backend::map(tracer, f, {out.device().index(), dtype, out.shape(), made, {inputs.data(), in.size()}});
}

}  // namespace keratin::detail
#endif
