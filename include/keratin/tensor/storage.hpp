// What stands behind a Tensor handle: the memory, and one view of it.
#pragma once
#include <functional>
#include <string>

#include "../core/device.hpp"
#include "../core/dtype.hpp"
#include "../core/ref.hpp"
#include "../core/shape.hpp"

namespace keratin {

class Tensor;

/// A block of memory on one device, shared by all views of it.
class Storage : public RefCounted {
 public:
  Storage(std::size_t bytes, Device device);
  KERATIN_INLINE ~Storage() override;
  void* data() const { return data_; }

 private:
  void* data_ = nullptr;
  std::size_t bytes_;
  Device device_;
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
#include "../backend/cpu/allocator.hpp"

namespace keratin {

KERATIN_INLINE Storage::Storage(std::size_t bytes, Device device) : bytes_(bytes), device_(device) {
  require<device_error>(device_.kind() != Device::Kind::cuda,
                        "Tensor: expected a device of this build; got cuda. Hint: this build has the CPU alone.");
  if (device_ == cpu{}) data_ = cpu_backend::allocate(bytes_);
}
KERATIN_INLINE Storage::~Storage() {
  if (data_ != nullptr) cpu_backend::release(data_, bytes_);
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
