// What stands behind a Tensor handle: the memory, and one view of it.
#pragma once
#include <cstring>
#include <functional>
#include <string>

#include "../core/device.hpp"
#include "../core/dtype.hpp"
#include "../core/ref.hpp"
#include "../core/shape.hpp"

namespace keratin {

class Tensor;

struct Mirror;

/// A block of memory on one device, shared by all views of it. That of a CUDA device has a mirror in the CPU's memory
/// once it is looked at from there: copies are made when one side needs what the other has.
class Storage : public RefCounted {
 public:
  Storage(std::size_t bytes, Device device);
  /// On a CUDA device, with the `bytes` bytes at `first` in a CPU's block, which are sent when the device needs them.
  Storage(const Ref<Storage>& host, const void* first, std::size_t bytes, Device device);
  KERATIN_INLINE ~Storage() override;
  void* data() const { return data_; }

  // Of a CUDA device's block: its elements as they are now. After a write the other side's are out of date.
  enum class Access { read, write };
  void* on_host(Access access) const;
  void* on_device(Access access) const;
  /// The block that lent its elements, and where they begin there; none if they are this block's own.
  Ref<Storage> lender(const void*& first) const;

 private:
  void* data_ = nullptr;
  std::size_t bytes_;
  Device device_;
  mutable Mirror* mirror_ = nullptr;
};

/// How a tensor came about: a node of the gradient tape, or of the graph of a symbolic tensor.
class Origin : public RefCounted {
 private:
  KERATIN_INLINE void last_reference_gone()
      override;  // one node after another: inside one another, 100,000 would overflow the stack
  Origin* next_gone_ = nullptr;
};

/// A tensor: its elements lie in row-major order, without gaps, at `data`; or it is symbolic and has none.
struct TensorImpl : RefCounted {
  Ref<Storage> storage;
  void* data = nullptr;
  Shape shape;
  DType dtype = float32;
  Device device = cpu{};
  bool symbolic = false;
  bool variable = false;     // a VariableImpl
  std::uint32_t output = 0;  // which output of its origin's node this is
  Ref<Origin> origin;
  Ref<TensorImpl> mask;  // which steps of a sequence count, if not all do: travels beside the data
};

/// A weight.
struct VariableImpl : TensorImpl {
  VariableImpl() { variable = true; }
  std::string name, path;
  bool trainable = true;
  std::function<Tensor(const Tensor&)> regularizer;  ///< What its value adds to the loss, if anything.
  std::function<Tensor(const Tensor&)> constraint;   ///< What its value becomes after each update, if anything.
};

}  // namespace keratin

#if KERATIN_DEFINE(tensor)
#include <mutex>

#include "../backend/cpu/allocator.hpp"
#include "../backend/cuda/allocator.hpp"
#include "../backend/cuda/device.hpp"
#include "../backend/cuda/fused_maps.hpp"
#include "../backend/cuda/transfer.hpp"

namespace keratin {

/// What the CPU's memory has of a block on a CUDA device.
struct Mirror {
  std::mutex mutex;
  void* own = nullptr;    // as long as the block
  Ref<Storage> borrowed;  // or another tensor's elements, to be read alone
  const void* first = nullptr;
  bool host_fresh = false, device_fresh = true;
};

KERATIN_INLINE Storage::Storage(std::size_t bytes, Device device) : bytes_(bytes), device_(device) {
  if (device_ == cpu{}) data_ = cpu_backend::allocate(bytes_);
  if (device_.kind() != Device::Kind::cuda) return;
  cuda_backend::require_device(device_, "Tensor");
  if constexpr (with_cuda) data_ = cuda_backend::allocate(device_.index(), bytes_);
}
KERATIN_INLINE Storage::Storage(const Ref<Storage>& host, const void* first, std::size_t bytes, Device device)
    : Storage(bytes, device) {
  mirror_ = new Mirror;
  mirror_->borrowed = host;
  mirror_->first = first;
  mirror_->host_fresh = true;
  mirror_->device_fresh = false;
}
KERATIN_INLINE Storage::~Storage() {
  if (data_ == nullptr) return;
  if (device_ == cpu{}) cpu_backend::release(data_, bytes_);
  if constexpr (with_cuda) {
    if (device_.kind() != Device::Kind::cuda) return;
    cuda_backend::forget_maps_of(*this);
    if (mirror_ != nullptr && mirror_->own != nullptr) cpu_backend::release(mirror_->own, bytes_);
    delete mirror_;
    cuda_backend::release(device_.index(), data_, bytes_);
  }
}

KERATIN_INLINE void* Storage::on_host(Access access) const {
  if constexpr (with_cuda) {
    cuda_backend::start_maps_of(*this, access == Access::write);
    static std::mutex making;
    {
      const std::lock_guard lock(making);
      if (mirror_ == nullptr) mirror_ = new Mirror;
    }
    Mirror& m = *mirror_;
    const std::lock_guard lock(m.mutex);
    if (m.borrowed && access == Access::read) return const_cast<void*>(m.first);
    if (m.own == nullptr) m.own = cpu_backend::allocate(bytes_);
    if (m.borrowed)
      std::memcpy(m.own, m.first, bytes_);
    else if (!m.host_fresh)
      cuda_backend::copy_to_host(device_.index(), m.own, data_, bytes_);
    m.borrowed = {};
    m.host_fresh = true;
    if (access == Access::write) m.device_fresh = false;
    return m.own;
  }
  return data_;
}
KERATIN_INLINE void* Storage::on_device(Access access) const {
  if constexpr (with_cuda) {
    cuda_backend::start_maps_of(*this, access == Access::write);
    if (mirror_ == nullptr) return data_;
    Mirror& m = *mirror_;
    const std::lock_guard lock(m.mutex);
    if (!m.device_fresh) cuda_backend::copy_to_device(device_.index(), data_, m.borrowed ? m.first : m.own, bytes_);
    m.device_fresh = true;
    if (access == Access::write) {
      m.host_fresh = false;
      m.borrowed = {};
    }
  }
  return data_;
}

KERATIN_INLINE Ref<Storage> Storage::lender(const void*& first) const {
  if (mirror_ == nullptr) return {};
  const std::lock_guard lock(mirror_->mutex);
  first = mirror_->first;
  return mirror_->borrowed;
}

KERATIN_NO_DEVIRTUALIZE KERATIN_INLINE void Origin::last_reference_gone() {
  static thread_local Origin* gone = nullptr;
  static thread_local bool deleting = false;
  next_gone_ = std::exchange(gone, this);
  if (deleting) return;
  deleting = true;
  while (Origin* const node = gone) {
    gone = node->next_gone_;
    delete node;
  }
  deleting = false;
}

}  // namespace keratin
#endif
