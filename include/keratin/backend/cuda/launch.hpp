// Kernels ready to run, and how they are started. Included by lower halves alone.
#pragma once
#if KERATIN_CUDA
#include <array>

#include "../../core/dtype.hpp"
#include "compile.hpp"

namespace keratin::cuda_backend {

/// What stands before every kernel's text.
inline constexpr const char* prelude = R"cuda(
typedef long long index_t;
typedef unsigned long long uint64;
typedef unsigned int uint32;
typedef unsigned char uint8;
#define KERNEL extern "C" __global__
#define FOR_EACH(i, n) \
  for (index_t i = blockIdx.x * (index_t)blockDim.x + threadIdx.x; i < (n); i += (index_t)gridDim.x * blockDim.x)
// Of whole numbers as on the CPU: rounded from double.
__device__ inline int pow(int a, int b) { return (int)pow((double)a, (double)b); }
__device__ inline long long pow(long long a, long long b) { return (long long)pow((double)a, (double)b); }
__device__ inline uint8 pow(uint8 a, uint8 b) { return (uint8)pow((double)a, (double)b); }
// Of numbers that are not negative; a division of 64 bits takes many times as long as one of 32.
struct Parts { index_t whole, rest; };
__device__ inline Parts divide(index_t a, index_t b) {
  if (((a | b) >> 32) == 0) {
    const uint32 whole = (uint32)a / (uint32)b;
    return Parts{whole, (uint32)a - whole * (uint32)b};
  }
  const index_t whole = a / b;
  return Parts{whole, a - whole * b};
}
)cuda";

/// The name in CUDA C++ of a dtype's elements.
inline const char* type_name(DType t) {
  constexpr const char* names[] = {"float",     "double",        "unsigned short", "int",
                                   "long long", "unsigned char", "unsigned char"};
  return names[static_cast<std::size_t>(t)];
}

/// The programs loaded on one device, and their kernels.
class Kernels {
 public:
  static Kernels& of(int device) { return per_device<Kernels>(device); }
  explicit Kernels(int) {}

  /// The kernel `name` of the program that make() writes, if `key` has none yet.
  template <class Make>
  cudaKernel_t get(const Context& context, const std::string& key, const char* name, const Make& make) {
    const std::lock_guard lock(mutex_);
    if (const auto found = kernels_.find(key); found != kernels_.end()) return found->second;
    return kernels_[key] = load(context, make(), name);
  }

 private:
  /// A program's text may hold several kernels: it is compiled and loaded once.
  cudaKernel_t load(const Context& context, const std::string& text, const char* name) {
    cudaLibrary_t& library = libraries_[text];
    if (library == nullptr) {
      const std::string body = compiled_program(prelude + text, context.compute_capability());
      check(cudaLibraryLoadData(&library, body.data(), nullptr, nullptr, 0, nullptr, nullptr, 0),
            "cudaLibraryLoadData");
    }
    cudaKernel_t kernel = nullptr;
    check(cudaLibraryGetKernel(&kernel, library, name), "cudaLibraryGetKernel");
    return kernel;
  }

  std::mutex mutex_;
  std::unordered_map<std::string, cudaKernel_t> kernels_;
  std::unordered_map<std::string, cudaLibrary_t> libraries_;
};

/// For kernels that go through n elements with FOR_EACH.
inline Grid grid_for(const Context& context, index_t n, index_t per_thread = 1) {
  constexpr index_t threads = 256;
  const index_t blocks = (n + threads * per_thread - 1) / (threads * per_thread);
  const index_t most = index_t{16} * context.multiprocessors();
  return {dim3(static_cast<unsigned>(std::max<index_t>(1, std::min(blocks, most)))), dim3(threads)};
}

inline void launch_on(cudaStream_t stream, cudaKernel_t kernel, const Grid& grid, void** arguments) {
  check(cudaLaunchKernel(reinterpret_cast<const void*>(kernel), grid.blocks, grid.threads, arguments, grid.shared,
                         stream),
        "cudaLaunchKernel");
}
inline void launch(const Context& context, cudaKernel_t kernel, const Grid& grid, void** arguments) {
  if (WorkListener* const listener = work_listener(context.index())) [[unlikely]]
    return listener->kernel(kernel, grid, arguments);
  launch_on(context.stream(), kernel, grid, arguments);
}

/// One kernel of a text that is written for elements of type T: its only way in, so that it alone knows the arguments.
template <class... Args>
struct TypedKernel {
  const char* text;
  const char* name;

  void operator()(const Context& context, DType type, const Grid& grid, Args... args) const {
    std::string key = name;
    key += static_cast<char>('0' + static_cast<int>(type));
    const cudaKernel_t kernel = Kernels::of(context.index()).get(context, key, name, [&] {
      return std::string("typedef ") + type_name(type) + " T;\n" + text;
    });
    void* arguments[] = {&args...};
    launch(context, kernel, grid, arguments);
  }
};

}  // namespace keratin::cuda_backend
#endif
