// Context: what one device has once. Included by lower halves alone.
#pragma once
#if KERATIN_CUDA
#include <mutex>

#include "../../core/device.hpp"
#include "../../core/products.hpp"
#include "check.hpp"
#include "per_device.hpp"
#include "work_listener.hpp"

namespace keratin {
bool tf32_allowed();
}

namespace keratin::cuda_backend {

void require_device(Device device, const char* where);

/// The devices that the driver sees; 0 without a driver.
inline int device_count() {
  static const int count = [] {
    int n = 0;
    if (cudaGetDeviceCount(&n) != cudaSuccess) {
      static_cast<void>(cudaGetLastError());
      return 0;
    }
    return n;
  }();
  return count;
}

/// Makes a device the one that this thread's calls go to.
inline void use_device(int index) {
  static thread_local int current = -1;
  if (current == index) return;
  check(cudaSetDevice(index), "cudaSetDevice");
  current = index;
}

/// All work of a device goes to one stream, so that it is done in the order in which it was asked for; but for copies
/// of what comes next, which go by another.
class Context {
 public:
  /// That of a device, to which this thread's calls go from then on. Throws device_error if it is not there.
  static Context& of(int index) {
    Context& own = per_device<Context>(index);
    use_device(index);
    return own;
  }
  explicit Context(int index) : index_(index) {
    require_device(cuda{index}, "cuda");
    use_device(index);
    for (cudaStream_t* stream : {&stream_, &upload_stream_})
      check(cudaStreamCreateWithFlags(stream, cudaStreamNonBlocking), "cudaStreamCreateWithFlags");
    int major = 0, minor = 0;
    check(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, index), "cudaDeviceGetAttribute");
    check(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, index), "cudaDeviceGetAttribute");
    check(cudaDeviceGetAttribute(&multiprocessors_, cudaDevAttrMultiProcessorCount, index), "cudaDeviceGetAttribute");
    capability_ = 10 * major + minor;
  }

  int index() const { return index_; }
  /// For work that no listener is told of.
  cudaStream_t stream() const {
    if (WorkListener* const listener = work_listener(index_)) [[unlikely]]
      listener->other_work();
    return stream_;
  }
  cudaStream_t upload_stream() const { return upload_stream_; }
  int compute_capability() const { return capability_; }
  int multiprocessors() const { return multiprocessors_; }
  std::mutex& mutex() { return mutex_; }  ///< Held while a library's handle is in use.

  cublasHandle_t blas() {
    if (blas_ == nullptr) {
      check(cublasCreate(&blas_), "cublasCreate");
      check(cublasSetStream(blas_, stream_), "cublasSetStream");
      follow_math_mode();
    }
    return blas_;
  }
  cudnnHandle_t dnn() {
    if (dnn_ == nullptr) {
      check(cudnnCreate(&dnn_), "cudnnCreate");
      check(cudnnSetStream(dnn_, stream_), "cudnnSetStream");
    }
    return dnn_;
  }
  void follow_math_mode() {
    if (blas_ != nullptr)
      check(cublasSetMathMode(blas_, tf32_allowed() ? CUBLAS_TF32_TENSOR_OP_MATH : CUBLAS_DEFAULT_MATH),
            "cublasSetMathMode");
  }
  /// The libraries' calls go to that stream from then on, and cuBLAS may use that memory beside its arrays; back to the
  /// device's own stream and cuBLAS's own memory without.
  void direct_libraries(cudaStream_t to, void* space, std::size_t bytes) {
    if (dnn_ != nullptr) check(cudnnSetStream(dnn_, to), "cudnnSetStream");
    if (blas_ == nullptr) return;
    check(cublasSetStream(blas_, to), "cublasSetStream");
    if (space != nullptr) check(cublasSetWorkspace(blas_, space, bytes), "cublasSetWorkspace");
  }
  void direct_libraries_back() { direct_libraries(stream_, nullptr, 0); }
  void synchronize() const { check(cudaStreamSynchronize(stream()), "cudaStreamSynchronize"); }

 private:
  int index_, capability_ = 0, multiprocessors_ = 1;
  cudaStream_t stream_ = nullptr, upload_stream_ = nullptr;
  cublasHandle_t blas_ = nullptr;
  cudnnHandle_t dnn_ = nullptr;
  std::mutex mutex_;
};

/// Makes a call of a library. `parts`: all numbers and pointers that it depends on.
template <class Call, class... Parts>
void call_library(Context& context, const char* name, const Call& call, const Parts&... parts) {
  if (WorkListener* const listener = work_listener(context.index())) [[unlikely]] {
    std::string key = name;
    (key.append(reinterpret_cast<const char*>(&parts), sizeof parts), ...);
    return listener->call(key, call);
  }
  const std::lock_guard lock(context.mutex());
  call(context, context.stream());
}

/// What products of float32 round what they multiply to.
enum class Rounding { none, tf32, bfloat16 };
inline Rounding rounding(const Context& context) {
  if (Bfloat16Products::active() && context.compute_capability() >= 80) return Rounding::bfloat16;
  return tf32_allowed() ? Rounding::tf32 : Rounding::none;
}
inline bool rounds(const Context& context) { return rounding(context) != Rounding::none; }

}  // namespace keratin::cuda_backend
#endif
