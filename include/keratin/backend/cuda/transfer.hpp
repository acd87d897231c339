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
  std::size_t uploaded = 0;  // of those to a device: by an Upload
};
Transfers& transfers();

/// Copies of this thread to a device that go by a stream of their own, while the device computes: those made between
/// the beginning and end(). Their blocks must have been taken before, as what may still use them is waited for. What is
/// asked of the device after the destructor comes behind the copies.
class Upload {
 public:
  explicit Upload(int device);
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;
  ~Upload();
  void end();
  int device() const { return device_; }

 private:
  int device_;
  Upload* outer_;
  void* event_ = nullptr;
};

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

  void send(cudaStream_t stream, char* to, const char* from, std::size_t bytes) {
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
      check(cudaMemcpyAsync(to, buffer.data, part, cudaMemcpyHostToDevice, stream), "cudaMemcpyAsync");
      check(cudaEventRecord(buffer.done, stream), "cudaEventRecord");
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

namespace detail {
/// The innermost one of this thread.
inline Upload*& current_upload() {
  static thread_local Upload* own = nullptr;
  return own;
}
}  // namespace detail

KERATIN_INLINE Upload::Upload(int device) : device_(device), outer_(detail::current_upload()) {
  const Context& context = Context::of(device);
  cudaEvent_t event = nullptr;
  check(cudaEventCreateWithFlags(&event, cudaEventDisableTiming), "cudaEventCreateWithFlags");
  event_ = event;
  check(cudaEventRecord(event, context.stream()), "cudaEventRecord");
  check(cudaStreamWaitEvent(context.upload_stream(), event, 0), "cudaStreamWaitEvent");
  detail::current_upload() = this;
}
KERATIN_INLINE void Upload::end() {
  if (detail::current_upload() != this) return;
  detail::current_upload() = outer_;
  check(cudaEventRecord(static_cast<cudaEvent_t>(event_), Context::of(device_).upload_stream()), "cudaEventRecord");
}
KERATIN_INLINE Upload::~Upload() {
  const auto event = static_cast<cudaEvent_t>(event_);
  const Context& context = Context::of(device_);
  if (detail::current_upload() == this) {  // an error on the way: what was sent is waited for all the same
    detail::current_upload() = outer_;
    static_cast<void>(cudaEventRecord(event, context.upload_stream()));
  }
  static_cast<void>(cudaStreamWaitEvent(context.stream(), event, 0));
  static_cast<void>(cudaEventDestroy(event));
}

KERATIN_INLINE Transfers& transfers() {
  static Transfers all;
  return all;
}
KERATIN_INLINE void copy_to_device(int device, void* to, const void* from, std::size_t bytes) {
  if (bytes == 0) return;
  ++transfers().to_device;
  const Context& context = Context::of(device);
  const Upload* const upload = detail::current_upload();
  const bool ahead = upload != nullptr && upload->device() == device;
  if (ahead) ++transfers().uploaded;
  Staging::of(device).send(ahead ? context.upload_stream() : context.stream(), static_cast<char*>(to),
                           static_cast<const char*>(from), bytes);
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
  if (WorkListener* const listener = work_listener(device)) [[unlikely]]
    return listener->copy(to, from, bytes);
  check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, context.stream()), "cudaMemcpyAsync");
}
KERATIN_INLINE void fill_zero(int device, void* to, std::size_t bytes) {
  if (bytes == 0) return;
  call_library(
      Context::of(device), "cudaMemsetAsync",
      [=](Context&, cudaStream_t stream) { check(cudaMemsetAsync(to, 0, bytes, stream), "cudaMemsetAsync"); }, to,
      bytes);
}

}  // namespace keratin::cuda_backend
#endif
