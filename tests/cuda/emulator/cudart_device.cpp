// Emulated calls of libcudart: devices, their properties, errors.
#include <cstring>

#include "call.hpp"
#include "memory.hpp"
#include "stream.hpp"

using namespace cuda_emulator;

namespace {

thread_local int current_device = 0;

constexpr int warp_size = 32, max_threads = 1024, multiprocessors = 4;
constexpr int shared_per_block = 48 << 10, shared_opt_in = 227 << 10;

/// What the device has of each attribute that programs ask for.
int attribute(cudaDeviceAttr name) {
  switch (name) {
    case cudaDevAttrComputeCapabilityMajor:
      return settings().capability / 10;
    case cudaDevAttrComputeCapabilityMinor:
      return settings().capability % 10;
    case cudaDevAttrMultiProcessorCount:
      return multiprocessors;
    case cudaDevAttrWarpSize:
      return warp_size;
    case cudaDevAttrMaxThreadsPerBlock:
    case cudaDevAttrMaxBlockDimX:
    case cudaDevAttrMaxBlockDimY:
      return max_threads;
    case cudaDevAttrMaxBlockDimZ:
      return 64;
    case cudaDevAttrMaxGridDimX:
      return 0x7fffffff;
    case cudaDevAttrMaxGridDimY:
    case cudaDevAttrMaxGridDimZ:
      return 65535;
    case cudaDevAttrMaxSharedMemoryPerBlock:
      return shared_per_block;
    case cudaDevAttrMaxSharedMemoryPerBlockOptin:
    case cudaDevAttrMaxSharedMemoryPerMultiprocessor:
      return shared_opt_in;
    case cudaDevAttrMaxThreadsPerMultiProcessor:
      return 2048;
    case cudaDevAttrMaxRegistersPerBlock:
      return 65536;
    case cudaDevAttrL2CacheSize:
      return 4 << 20;
    case cudaDevAttrMemoryPoolsSupported:
    case cudaDevAttrConcurrentKernels:
    case cudaDevAttrUnifiedAddressing:
      return 1;
    case cudaDevAttrClockRate:
    case cudaDevAttrMemoryClockRate:
      return 1000000;
    case cudaDevAttrGlobalMemoryBusWidth:
      return 256;
    default:
      throw Fault("attribute " + std::to_string(name) + " is not emulated");
  }
}

void check_device(int device) {
  if (device < 0 || device >= settings().device_count) throw Fault("there is no device " + std::to_string(device));
}

}  // namespace

extern "C" {

cudaError_t cudaGetDeviceCount(int* count) {
  const Lock lock(big_lock());
  *count = settings().device_count;
  return *count > 0 ? cudaSuccess : result(cudaErrorInsufficientDriver);
}
cudaError_t cudaGetDevice(int* device) {
  return runtime_call("cudaGetDevice", [&] {
    *device = current_device;
    return cudaSuccess;
  });
}
cudaError_t cudaSetDevice(int device) {
  return runtime_call("cudaSetDevice", [&] {
    if (device < 0 || device >= settings().device_count) return cudaErrorInvalidDevice;
    current_device = device;
    return cudaSuccess;
  });
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr name, int device) {
  return runtime_call("cudaDeviceGetAttribute", [&] {
    check_device(device);
    *value = attribute(name);
    return cudaSuccess;
  });
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* p, int device) {
  return runtime_call("cudaGetDeviceProperties", [&] {
    check_device(device);
    *p = {};
    std::strcpy(p->name, "emulated CUDA device");
    p->major = attribute(cudaDevAttrComputeCapabilityMajor);
    p->minor = attribute(cudaDevAttrComputeCapabilityMinor);
    p->totalGlobalMem = settings().memory_limit;
    p->multiProcessorCount = multiprocessors;
    p->warpSize = warp_size;
    p->maxThreadsPerBlock = max_threads;
    p->maxThreadsPerMultiProcessor = attribute(cudaDevAttrMaxThreadsPerMultiProcessor);
    p->sharedMemPerBlock = shared_per_block;
    p->sharedMemPerBlockOptin = shared_opt_in;
    p->regsPerBlock = attribute(cudaDevAttrMaxRegistersPerBlock);
    p->memoryBusWidth = attribute(cudaDevAttrGlobalMemoryBusWidth);
    p->l2CacheSize = attribute(cudaDevAttrL2CacheSize);
    p->memoryPoolsSupported = p->concurrentKernels = p->unifiedAddressing = 1;
    const int block[3] = {max_threads, max_threads, 64}, grid[3] = {0x7fffffff, 65535, 65535};
    std::memcpy(p->maxThreadsDim, block, sizeof block);
    std::memcpy(p->maxGridSize, grid, sizeof grid);
    return cudaSuccess;
  });
}

cudaError_t cudaDeviceSynchronize() {
  return runtime_call("cudaDeviceSynchronize", [] {
    if (is_capturing()) return cudaErrorStreamCaptureUnsupported;
    drain_all_streams();
    return cudaSuccess;
  });
}

cudaError_t cudaGetLastError() {
  const Lock lock(big_lock());
  return last_error(true);
}
cudaError_t cudaPeekAtLastError() {
  const Lock lock(big_lock());
  return last_error(false);
}

const char* cudaGetErrorName(cudaError_t error) {
  switch (error) {
    case cudaSuccess:
      return "cudaSuccess";
    case cudaErrorInvalidValue:
      return "cudaErrorInvalidValue";
    case cudaErrorMemoryAllocation:
      return "cudaErrorMemoryAllocation";
    case cudaErrorInvalidConfiguration:
      return "cudaErrorInvalidConfiguration";
    case cudaErrorInvalidDevice:
      return "cudaErrorInvalidDevice";
    case cudaErrorInsufficientDriver:
      return "cudaErrorInsufficientDriver";
    case cudaErrorIllegalAddress:
      return "cudaErrorIllegalAddress";
    case cudaErrorInvalidPtx:
      return "cudaErrorInvalidPtx";
    case cudaErrorSymbolNotFound:
      return "cudaErrorSymbolNotFound";
    case cudaErrorNotReady:
      return "cudaErrorNotReady";
    case cudaErrorStreamCaptureUnsupported:
      return "cudaErrorStreamCaptureUnsupported";
    default:
      return "cudaError (unnamed by the emulator)";
  }
}
const char* cudaGetErrorString(cudaError_t error) {
  return error == cudaErrorMemoryAllocation     ? "out of memory"
         : error == cudaErrorInsufficientDriver ? "CUDA driver version is insufficient for CUDA runtime version"
         : error == cudaErrorIllegalAddress     ? "a kernel or copy made a mistake that the emulator reported"
                                                : "see the emulator's report";
}
cudaError_t cudaRuntimeGetVersion(int* version) {
  *version = CUDART_VERSION;
  return cudaSuccess;
}
cudaError_t cudaDriverGetVersion(int* version) {
  *version = settings().device_count > 0 ? CUDART_VERSION : 0;
  return cudaSuccess;
}

}  // extern "C"
