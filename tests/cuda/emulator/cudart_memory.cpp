// Emulated calls of libcudart: memory and copies.
#include <cstring>

#include "call.hpp"
#include "memory.hpp"
#include "stream.hpp"

using namespace cuda_emulator;

namespace {

cudaError_t allocate(void** address, std::size_t bytes) {
  if (address == nullptr) return cudaErrorInvalidValue;
  *address = bytes == 0 ? nullptr : allocate_block(bytes);
  return bytes == 0 || *address != nullptr ? cudaSuccess : cudaErrorMemoryAllocation;
}

/// Which sides of a copy are the device's.
struct Sides {
  bool to_device, from_device;
};
Sides sides_of(const void* to, const void* from, cudaMemcpyKind kind) {
  const Sides found{is_device_address(to), is_device_address(from)};
  const bool to_device = kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice;
  const bool from_device = kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice;
  if (kind == cudaMemcpyDefault || (found.to_device == to_device && found.from_device == from_device)) return found;
  const auto word = [](bool device) { return std::string(device ? "device" : "host"); };
  throw Fault("the kind says " + word(from_device) + " to " + word(to_device) + ", the pointers are " +
              word(found.from_device) + " to " + word(found.to_device));
}

void copy_now(void* to, const void* from, std::size_t bytes, Sides sides) {
  if (bytes == 0) return;
  auto* const target =
      sides.to_device ? device_span(static_cast<char*>(to), bytes, "a copy's target") : static_cast<char*>(to);
  const auto* const source = sides.from_device ? device_span(static_cast<const char*>(from), bytes, "a copy's source")
                                               : static_cast<const char*>(from);
  std::memmove(target, source, bytes);
}

void set_now(void* to, int value, std::size_t bytes) {
  if (bytes > 0) std::memset(device_span(static_cast<char*>(to), bytes, "cudaMemset"), value, bytes);
}

/// As the manual has it: from pageable memory a copy reads at once; into pageable memory it waits until it is done.
cudaError_t copy_later(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind, cudaStream_t stream) {
  const Sides sides = sides_of(to, from, kind);
  const bool captured = stream_of(stream).capture() != nullptr;
  if (!sides.from_device && !is_pinned(from) && !captured) {
    const auto* const begin = static_cast<const char*>(from);
    submit(stream, [to, sides, staged = std::vector<char>(begin, begin + bytes)] {
      copy_now(to, staged.data(), staged.size(), sides);
    });
    return cudaSuccess;
  }
  submit(
      stream, [=] { copy_now(to, from, bytes, sides); }, NodeKind::copy);
  if (!sides.to_device && !is_pinned(to) && !captured) stream_of(stream).drain();
  return cudaSuccess;
}

}  // namespace

extern "C" {

cudaError_t cudaMalloc(void** address, std::size_t bytes) {
  return runtime_call("cudaMalloc",
                      [&] { return is_capturing() ? cudaErrorStreamCaptureUnsupported : allocate(address, bytes); });
}
cudaError_t cudaMallocAsync(void** address, std::size_t bytes, cudaStream_t stream) {
  return runtime_call("cudaMallocAsync", [&] {
    return stream_of(stream).capture() ? cudaErrorStreamCaptureUnsupported : allocate(address, bytes);
  });
}
cudaError_t cudaFree(void* address) {
  return runtime_call("cudaFree", [&] {
    if (is_capturing()) return cudaErrorStreamCaptureUnsupported;
    drain_all_streams();
    return free_block(address, "cudaFree");
  });
}
cudaError_t cudaFreeAsync(void* address, cudaStream_t stream) {
  return runtime_call("cudaFreeAsync", [&] {
    submit(stream, [address] { static_cast<void>(free_block(address, "cudaFreeAsync")); });
    return cudaSuccess;
  });
}

cudaError_t cudaMemGetInfo(std::size_t* left, std::size_t* all) {
  return runtime_call("cudaMemGetInfo", [&] {
    *left = free_memory();
    *all = settings().memory_limit;
    return cudaSuccess;
  });
}
cudaError_t cudaDeviceGetDefaultMemPool(cudaMemPool_t* pool, int) {
  return runtime_call("cudaDeviceGetDefaultMemPool", [&] {
    static char the_pool;
    *pool = reinterpret_cast<cudaMemPool_t>(&the_pool);
    return cudaSuccess;
  });
}
cudaError_t cudaMemPoolSetAttribute(cudaMemPool_t, cudaMemPoolAttr, void*) { return cudaSuccess; }
cudaError_t cudaMemPoolTrimTo(cudaMemPool_t, std::size_t) { return cudaSuccess; }

cudaError_t cudaHostAlloc(void** address, std::size_t bytes, unsigned) {
  return runtime_call("cudaHostAlloc", [&] {
    *address = allocate_pinned(bytes);
    return *address != nullptr ? cudaSuccess : cudaErrorMemoryAllocation;
  });
}
cudaError_t cudaMallocHost(void** address, std::size_t bytes) { return cudaHostAlloc(address, bytes, 0); }
cudaError_t cudaFreeHost(void* address) {
  return runtime_call("cudaFreeHost", [&] {
    drain_all_streams();
    return free_pinned(address);
  });
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind, cudaStream_t stream) {
  return runtime_call("cudaMemcpyAsync", [&] { return copy_later(to, from, bytes, kind, stream); });
}
cudaError_t cudaGraphExecMemcpyNodeSetParams1D(cudaGraphExec_t graph, cudaGraphNode_t node, void* to, const void* from,
                                               std::size_t bytes, cudaMemcpyKind kind) {
  return runtime_call("cudaGraphExecMemcpyNodeSetParams1D", [&] {
    const Sides sides = sides_of(to, from, kind);
    return change_node(graph, node, NodeKind::copy, [=] { copy_now(to, from, bytes, sides); });
  });
}
cudaError_t cudaMemcpy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
  return runtime_call("cudaMemcpy", [&] {
    if (is_capturing()) return cudaErrorStreamCaptureUnsupported;
    const Sides sides = sides_of(to, from, kind);
    submit(nullptr, [=] { copy_now(to, from, bytes, sides); });
    stream_of(nullptr).drain();
    return cudaSuccess;
  });
}
cudaError_t cudaMemsetAsync(void* to, int value, std::size_t bytes, cudaStream_t stream) {
  return runtime_call("cudaMemsetAsync", [&] {
    submit(stream, [=] { set_now(to, value, bytes); });
    return cudaSuccess;
  });
}
cudaError_t cudaMemset(void* to, int value, std::size_t bytes) { return cudaMemsetAsync(to, value, bytes, nullptr); }

}  // extern "C"
