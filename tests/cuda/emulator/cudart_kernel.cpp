// Emulated calls of libcudart: programs, kernels and their launches.
#include <pthread.h>
#include <unistd.h>

#include <cstring>
#include <map>

#include "call.hpp"
#include "ptx/launch.hpp"
#include "stream.hpp"

using namespace cuda_emulator;

namespace {

constexpr std::size_t standard_shared = 48 << 10, most_shared = 227 << 10;

/// A kernel keeps its program as long as work that was queued needs it.
struct Kernel {
  std::shared_ptr<const Program> program;
  const Function* entry;
  std::size_t dynamic_limit = standard_shared;
};
struct Library {
  std::shared_ptr<const Program> program;
  std::map<std::string, std::unique_ptr<Kernel>> kernels;
};
std::map<const void*, std::unique_ptr<Library>>& libraries() {
  static auto& all = *new std::map<const void*, std::unique_ptr<Library>>;
  return all;
}

Library& library_of(cudaLibrary_t handle) {
  const auto found = libraries().find(handle);
  if (found == libraries().end()) throw Fault("a library that does not exist, or was unloaded, is used");
  return *found->second;
}
std::map<const void*, Kernel*>& kernels() {
  static auto& all = *new std::map<const void*, Kernel*>;
  return all;
}
Kernel& kernel_of(const void* handle) {
  const auto found = kernels().find(handle);
  if (found == kernels().end()) throw Fault("a kernel that does not exist, or whose library was unloaded, is used");
  return *found->second;
}

/// Whether it lies on this thread's stack, above this call: most arguments do.
bool is_on_stack(const void* from, std::size_t bytes) {
  static thread_local const char* const top = [] {
    pthread_attr_t attributes;
    void* bottom = nullptr;
    std::size_t size = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return static_cast<const char*>(nullptr);
    pthread_attr_getstack(&attributes, &bottom, &size);
    pthread_attr_destroy(&attributes);
    return static_cast<const char*>(bottom) + size;
  }();
  const auto* const begin = static_cast<const char*>(from);
  return begin > static_cast<const char*>(__builtin_frame_address(0)) && begin + bytes <= top;
}

/// Whether the host can read those bytes: the system call finds out without a crash.
bool is_readable(const void* from, std::size_t bytes) {
  if (is_on_stack(from, bytes)) return true;
  static int ends[2] = {-1, -1};
  if (ends[0] < 0 && pipe(ends) != 0) return true;
  std::vector<char> drain(bytes);
  const ssize_t written = bytes <= 4096 ? write(ends[1], from, bytes) : static_cast<ssize_t>(bytes);
  if (written > 0 && bytes <= 4096) static_cast<void>(!read(ends[0], drain.data(), bytes));
  return written == static_cast<ssize_t>(bytes);
}

std::vector<std::byte> pack_arguments(const Function& entry, void** arguments) {
  std::vector<std::byte> packed(entry.parameter_bytes);
  for (std::size_t k = 0; k < entry.parameters.size(); ++k) {
    const Parameter& p = entry.parameters[k];
    if (arguments == nullptr || !is_readable(arguments + k, sizeof(void*)) || !is_readable(arguments[k], p.bytes))
      throw Fault(entry.name + " takes " + std::to_string(entry.parameters.size()) + " arguments; number " +
                  std::to_string(k) + ", of " + std::to_string(p.bytes) + " bytes, can't be read");
    std::memcpy(packed.data() + p.offset, arguments[k], p.bytes);
  }
  return packed;
}

void check_shape(const Kernel& kernel, dim3 grid, dim3 block, std::size_t dynamic_shared) {
  const auto text = [](dim3 d) {
    return std::to_string(d.x) + " x " + std::to_string(d.y) + " x " + std::to_string(d.z);
  };
  const std::uint64_t threads = std::uint64_t{block.x} * block.y * block.z;
  if (threads == 0 || threads > kernel.entry->max_threads || block.x > 1024 || block.y > 1024 || block.z > 64)
    throw Fault(kernel.entry->name + ": a block of " + text(block) + " threads");
  if (grid.x == 0 || grid.y == 0 || grid.z == 0 || grid.x > 0x7fffffff || grid.y > 65535 || grid.z > 65535)
    throw Fault(kernel.entry->name + ": a grid of " + text(grid) + " blocks");
  if (dynamic_shared > kernel.dynamic_limit || dynamic_shared + kernel.entry->shared_bytes > most_shared)
    throw Fault(kernel.entry->name + ": " + std::to_string(dynamic_shared) +
                " bytes of dynamic shared memory, beside " + std::to_string(kernel.entry->shared_bytes) +
                "; allowed are " + std::to_string(kernel.dynamic_limit));
}

Work kernel_work(const void* handle, dim3 grid, dim3 block, void** arguments, std::size_t dynamic_shared) {
  const Kernel& kernel = kernel_of(handle);
  check_shape(kernel, grid, block, dynamic_shared);
  return [program = kernel.program, entry = kernel.entry,
          config = LaunchConfig{grid, block, dynamic_shared, pack_arguments(*kernel.entry, arguments)}] {
    run_kernel(*program, *entry, config);
  };
}

}  // namespace

extern "C" {

cudaError_t cudaLibraryLoadData(cudaLibrary_t* handle, const void* code, cudaJitOption*, void**, unsigned,
                                cudaLibraryOption*, void**, unsigned) {
  return runtime_call("cudaLibraryLoadData", [&] {
    auto library = std::make_unique<Library>();
    library->program = load_program(static_cast<const char*>(code));
    *handle = reinterpret_cast<cudaLibrary_t>(library.get());
    libraries()[library.get()] = std::move(library);
    return cudaSuccess;
  });
}
cudaError_t cudaLibraryUnload(cudaLibrary_t handle) {
  return runtime_call("cudaLibraryUnload", [&] {
    library_of(handle);
    drain_all_streams();
    for (const auto& [name, kernel] : library_of(handle).kernels) kernels().erase(kernel.get());
    libraries().erase(handle);
    return cudaSuccess;
  });
}
cudaError_t cudaLibraryGetKernel(cudaKernel_t* handle, cudaLibrary_t library_handle, const char* name) {
  return runtime_call("cudaLibraryGetKernel", [&] {
    Library& library = library_of(library_handle);
    const Function* const entry = library.program->find_entry(name);
    if (entry == nullptr) return cudaErrorSymbolNotFound;
    auto& kernel = library.kernels[name];
    if (!kernel) kernel = std::make_unique<Kernel>(Kernel{library.program, entry});
    kernels()[kernel.get()] = kernel.get();
    *handle = reinterpret_cast<cudaKernel_t>(kernel.get());
    return cudaSuccess;
  });
}

cudaError_t cudaLaunchKernel(const void* handle, dim3 grid, dim3 block, void** arguments, std::size_t dynamic_shared,
                             cudaStream_t stream) {
  return runtime_call("cudaLaunchKernel", [&] {
    submit(stream, kernel_work(handle, grid, block, arguments, dynamic_shared), NodeKind::kernel);
    return cudaSuccess;
  });
}
cudaError_t cudaGraphExecKernelNodeSetParams(cudaGraphExec_t graph, cudaGraphNode_t node,
                                             const cudaKernelNodeParams* p) {
  return runtime_call("cudaGraphExecKernelNodeSetParams", [&] {
    return change_node(graph, node, NodeKind::kernel,
                       kernel_work(p->func, p->gridDim, p->blockDim, p->kernelParams, p->sharedMemBytes));
  });
}

cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* attributes, const void* handle) {
  return runtime_call("cudaFuncGetAttributes", [&] {
    const Kernel& kernel = kernel_of(handle);
    *attributes = {};
    attributes->sharedSizeBytes = kernel.entry->shared_bytes;
    attributes->localSizeBytes = kernel.entry->local_bytes;
    attributes->maxThreadsPerBlock = static_cast<int>(kernel.entry->max_threads);
    attributes->numRegs = 32;
    attributes->ptxVersion = attributes->binaryVersion = settings().capability;
    attributes->maxDynamicSharedSizeBytes = static_cast<int>(kernel.dynamic_limit);
    return cudaSuccess;
  });
}
cudaError_t cudaFuncSetAttribute(const void* handle, cudaFuncAttribute attribute, int value) {
  return runtime_call("cudaFuncSetAttribute", [&] {
    Kernel& kernel = kernel_of(handle);
    if (attribute == cudaFuncAttributePreferredSharedMemoryCarveout) return cudaSuccess;
    if (attribute != cudaFuncAttributeMaxDynamicSharedMemorySize || value < 0 ||
        static_cast<std::size_t>(value) > most_shared)
      return cudaErrorInvalidValue;
    kernel.dynamic_limit = static_cast<std::size_t>(value);
    return cudaSuccess;
  });
}
cudaError_t cudaFuncGetParamInfo(const void* handle, std::size_t index, std::size_t* offset, std::size_t* bytes) {
  return runtime_call("cudaFuncGetParamInfo", [&] {
    const auto& parameters = kernel_of(handle).entry->parameters;
    if (index >= parameters.size()) return cudaErrorInvalidValue;
    if (offset != nullptr) *offset = parameters[index].offset;
    if (bytes != nullptr) *bytes = parameters[index].bytes;
    return cudaSuccess;
  });
}

}  // extern "C"
