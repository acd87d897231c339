// Copies between the CPU's memory and a device's, and on a device.
#pragma once
#include <cstddef>

#include "../../core/platform.hpp"

namespace keratin::cuda_backend {

/// To a device, from memory that may change at once: through a page-locked buffer, so that nothing waits.
void copy_to_device(int device, void* to, const void* from, std::size_t bytes);
/// To the CPU, when all that was asked for before is done.
void copy_to_host(int device, void* to, const void* from, std::size_t bytes);
void copy_on_device(int device, void* to, const void* from, std::size_t bytes);
void fill_zero(int device, void* to, std::size_t bytes);

/// How often elements went between a device and the CPU: what a step that stays on the device does not do.
struct Transfers {
  std::size_t to_device = 0, to_host = 0;
};
Transfers& transfers();

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include <cstring>

#include "context.hpp"

namespace keratin::cuda_backend {

/// Page-locked buffers, taken in turn: a copy to the device reads from one while the program goes on.
class Staging {
 public:
  static constexpr std::size_t count = 4, size = std::size_t{4} << 20;

  static Staging& of(int device) { return per_device<Staging>(device); }
  explicit Staging(int) {}

  void send(const Context& context, char* to, const char* from, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    for (std::size_t part = 0; bytes > 0; to += part, from += part, bytes -= part) {
      part = std::min(bytes, size);
      Buffer& buffer = buffers_[next_];
      next_ = (next_ + 1) % count;
      if (buffer.data == nullptr) {
        check(cudaMallocHost(&buffer.data, size), "cudaMallocHost");
        check(cudaEventCreateWithFlags(&buffer.done, cudaEventDisableTiming), "cudaEventCreateWithFlags");
      } else {
        check(cudaEventSynchronize(buffer.done), "cudaEventSynchronize");
      }
      std::memcpy(buffer.data, from, part);
      check(cudaMemcpyAsync(to, buffer.data, part, cudaMemcpyHostToDevice, context.stream()), "cudaMemcpyAsync");
      check(cudaEventRecord(buffer.done, context.stream()), "cudaEventRecord");
    }
  }

 private:
  struct Buffer {
    void* data = nullptr;
    cudaEvent_t done = nullptr;
  };
  Buffer buffers_[count];
  std::size_t next_ = 0;
  std::mutex mutex_;
};

KERATIN_INLINE Transfers& transfers() {
  static Transfers all;
  return all;
}
KERATIN_INLINE void copy_to_device(int device, void* to, const void* from, std::size_t bytes) {
  if (bytes == 0) return;
  ++transfers().to_device;
  const Context& context = Context::of(device);
  Staging::of(device).send(context, static_cast<char*>(to), static_cast<const char*>(from), bytes);
}
KERATIN_INLINE void copy_to_host(int device, void* to, const void* from, std::size_t bytes) {
  if (bytes == 0) return;
  ++transfers().to_host;
  const Context& context = Context::of(device);
  check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, context.stream()), "cudaMemcpyAsync");
  context.synchronize();
}
KERATIN_INLINE void copy_on_device(int device, void* to, const void* from, std::size_t bytes) {
  if (bytes == 0) return;
  const Context& context = Context::of(device);
  check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, context.stream()), "cudaMemcpyAsync");
}
KERATIN_INLINE void fill_zero(int device, void* to, std::size_t bytes) {
  if (bytes == 0) return;
  const Context& context = Context::of(device);
  check(cudaMemsetAsync(to, 0, bytes, context.stream()), "cudaMemsetAsync");
}

}  // namespace keratin::cuda_backend
#endif
