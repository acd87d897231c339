// Tensors as a CUDA device's kernels take them.
#pragma once
#include "tensor.hpp"

namespace keratin {

inline bool on_cuda(const Tensor& x) { return with_cuda && x.device().kind() == Device::Kind::cuda; }

/// The elements of a tensor on a device while a kernel is being started: those of a copy, if it lies elsewhere. Null of
/// an undefined tensor.
class DeviceData {
 public:
  DeviceData(const Tensor& x, Device device, Storage::Access access = Storage::Access::read);
  void* get() const { return data_; }

 private:
  Tensor copy_;
  void* data_ = nullptr;
};
/// Those of a tensor that lies on a device, to be written.
void* device_output(const Tensor& x);

/// The tensor on a device. From the CPU its elements are sent when the device needs them, and can still be read where
/// they are: they must not change.
Tensor lent_to(const Tensor& x, Device device);
/// The elements as the CPU can read them at no cost: those of a tensor that lies there, or that was lent to a device.
/// Undefined if a device alone has them.
Tensor at_hand(const Tensor& x);

}  // namespace keratin

#if KERATIN_DEFINE(tensor)
#include "../backend/cpu/fill.hpp"
#include "../backend/cuda/copy.hpp"

namespace keratin {

KERATIN_INLINE DeviceData::DeviceData(const Tensor& x, Device device, Storage::Access access) {
  if (!x.defined()) return;
  const Tensor there = x.device() == device ? x : lent_to(x, device);
  const TensorImpl& impl = there.get();
  const auto offset = static_cast<char*>(impl.data) - static_cast<char*>(impl.storage->data());
  data_ = static_cast<char*>(impl.storage->on_device(access)) + offset;
  if (x.device() != device) copy_ = there;
}
KERATIN_INLINE void* device_output(const Tensor& x) {
  return x.defined() ? DeviceData(x, x.device(), Storage::Access::write).get() : nullptr;
}

KERATIN_INLINE Tensor lent_to(const Tensor& x, Device device) {
  const TensorImpl& from = x.get();
  if (from.device == device || from.symbolic || from.device == Device::meta()) return x;
  if (from.device.kind() == Device::Kind::cuda) return x.to(device);
  auto impl = make_ref<TensorImpl>();
  impl->storage =
      make_ref<Storage>(from.storage, from.data, static_cast<std::size_t>(x.size()) * size_of(from.dtype), device);
  impl->data = impl->storage->data();
  impl->shape = from.shape;
  impl->dtype = from.dtype;
  impl->device = device;
  impl->mask = from.mask;
  return Tensor(std::move(impl));
}

KERATIN_INLINE Tensor at_hand(const Tensor& x) {
  if (!on_cuda(x)) return x;
  const TensorImpl& from = x.get();
  const void* first = nullptr;
  Ref<Storage> lender = from.storage->lender(first);
  if (!lender) return {};
  auto impl = make_ref<TensorImpl>();
  const auto offset = static_cast<char*>(from.data) - static_cast<char*>(from.storage->data());
  impl->data = const_cast<char*>(static_cast<const char*>(first)) + offset;
  impl->storage = std::move(lender);
  impl->shape = from.shape;
  impl->dtype = from.dtype;
  return Tensor(std::move(impl));
}

namespace detail {

/// All elements of x become one number.
KERATIN_INLINE void fill(const Tensor& x, double value) {
  if (x.device() == Device::meta()) return;
  if constexpr (with_cuda) {
    if (on_cuda(x)) {
      const auto bytes = static_cast<std::size_t>(x.size()) * size_of(x.dtype());
      if (value == 0) return cuda_backend::fill_zero(x.device().index(), device_output(x), bytes);
      cuda_backend::fill(x.device().index(), x.dtype(), device_output(x), x.size(), value);
      return;
    }
  }
  cpu_backend::fill(x.data<void>(), x.size(), x.dtype(), value);
}

}  // namespace detail

}  // namespace keratin
#endif
