// What stands behind a Tensor handle: the memory, and one view of it.
#pragma once
#include <string>

#include "../core/device.hpp"
#include "../core/dtype.hpp"
#include "../core/ref.hpp"
#include "../core/shape.hpp"

namespace keratin {

/// A block of memory on one device, shared by all views of it.
class Storage : public RefCounted {
 public:
  Storage(std::size_t bytes, Device device);
  ~Storage() override;
  void* data() const { return data_; }

 private:
  void* data_ = nullptr;
  std::size_t bytes_;
  Device device_;
};

/// How a tensor came about: a node of the gradient tape, or of the graph of a symbolic tensor.
class History : public RefCounted {};

/// A tensor: its elements lie in row-major order, without gaps, at `data`; or it is symbolic and has none.
struct TensorImpl : RefCounted {
  Ref<Storage> storage;
  void* data = nullptr;
  Shape shape;
  DType dtype = float32;
  Device device = cpu{};
  bool symbolic = false;
  bool variable = false;  // a VariableImpl
  std::uint32_t output = 0;  // which output of its history's node this is
  Ref<History> history;
};

/// A weight.
struct VariableImpl : TensorImpl {
  VariableImpl() { variable = true; }
  std::string name, path;
  bool trainable = true;
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

}  // namespace keratin
#endif
