// Scratch: memory on a device for a while. Included by lower halves alone.
#pragma once
#if KERATIN_CUDA
#include <type_traits>

#include "../../core/dtype.hpp"
#include "allocator.hpp"

namespace keratin::cuda_backend {

/// The place of an element of an array.
template <class P>
P* element_at(P* array, index_t element, DType t) {
  using Byte = std::conditional_t<std::is_const_v<P>, const char, char>;
  return static_cast<Byte*>(array) + element * static_cast<index_t>(size_of(t));
}

/// Given back when it goes, though kernels may still be at work on it: the stream's next work comes after theirs.
class Scratch {
 public:
  Scratch(int device, std::size_t bytes) : device_(device), bytes_(bytes), data_(allocate(device, bytes)) {}
  ~Scratch() { release(device_, data_, bytes_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  void* data() const { return data_; }
  /// The place of an element.
  void* at(index_t element, DType t) const { return element_at(data_, element, t); }

 private:
  int device_;
  std::size_t bytes_;
  void* data_;
};

}  // namespace keratin::cuda_backend
#endif
