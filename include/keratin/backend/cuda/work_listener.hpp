// WorkListener: what hears of a thread's work for a device in the stream's place. Included by lower halves alone.
#pragma once
#if KERATIN_CUDA
#include <functional>
#include <string>
#include <utility>

#include "check.hpp"

namespace keratin::cuda_backend {

class Context;

/// How many threads start.
struct Grid {
  dim3 blocks{1, 1, 1}, threads{1, 1, 1};
  std::size_t shared = 0;  ///< Bytes of shared memory beside what the kernel declares.
};

/// A call of a library that puts work on a stream. It may be made again later: it holds its arguments by value.
using LibraryCall = std::function<void(Context&, cudaStream_t)>;

/// While one is set, kernels and calls of this thread for its device come to it.
class WorkListener {
 public:
  explicit WorkListener(int device) : device_(device) {}
  virtual ~WorkListener() = default;
  int device() const { return device_; }

  virtual void kernel(cudaKernel_t kernel, const Grid& grid, void** arguments) = 0;
  virtual void copy(void* to, const void* from, std::size_t bytes) = 0;
  /// `key` tells the call from others: where two are equal, the calls do the same.
  virtual void call(const std::string& key, const LibraryCall& call) = 0;
  /// Comes before work that goes to the stream past it, and before a wait for all that was asked for.
  virtual void other_work() = 0;

 private:
  int device_;
};

/// This thread's.
inline WorkListener*& work_listener() {
  static thread_local WorkListener* own = nullptr;
  return own;
}
/// This thread's, if it is there for that device.
inline WorkListener* work_listener(int device) {
  WorkListener* const own = work_listener();
  return own != nullptr && own->device() == device ? own : nullptr;
}

/// While it lives, this thread's work goes to the stream.
class PastListener {
 public:
  PastListener() = default;
  PastListener(const PastListener&) = delete;
  PastListener& operator=(const PastListener&) = delete;
  ~PastListener() { work_listener() = own_; }

 private:
  WorkListener* const own_ = std::exchange(work_listener(), nullptr);
};

}  // namespace keratin::cuda_backend
#endif
