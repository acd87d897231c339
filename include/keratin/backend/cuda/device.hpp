// The CUDA devices of this machine, and what each has once: a stream, library handles, what is kept between calls.
#pragma once
#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

#include "../../core/device.hpp"
#include "../../core/platform.hpp"

namespace keratin {

/// What a device says of itself.
struct DeviceInfo {
  Device device = cpu{};
  std::string name;            ///< "NVIDIA H200"; of the CPU "cpu".
  std::size_t memory = 0;      ///< In bytes; of the CPU 0.
  int compute_capability = 0;  ///< 90 for 9.0; of the CPU 0.
  int multiprocessors = 0;
  double memory_bandwidth = 0;  ///< Peak, in bytes a second; 0 if unknown.
};
/// "cuda:0: NVIDIA H200, 139 GiB, compute capability 9.0, 132 multiprocessors"; of the CPU "cpu".
std::ostream& operator<<(std::ostream& os, const DeviceInfo& info);

/// The devices that models can run on: the CPU first, then each CUDA device. Without a driver the CPU alone.
[[nodiscard]] std::vector<DeviceInfo> list_devices();
/// Why there is no CUDA device; empty if there is one.
[[nodiscard]] std::string why_no_cuda();
/// The versions of what the CUDA backend uses: "CUDA 13.0, driver 13.0, cuBLAS 13.0.2, cuDNN 9.19.0, NVRTC 13.0".
[[nodiscard]] std::string cuda_versions();
/// How much of a device's memory no program uses, in bytes; 0 for the CPU.
[[nodiscard]] std::size_t free_memory(Device device);
/// Waits until a device has done all that it was told: what a clock needs before it is read.
void synchronize(Device device);
/// Whether products and convolutions of float32 may round their inputs to TF32 (10 bits instead of 23), which is many
/// times as fast. Off by default.
void allow_tf32(bool allowed);
[[nodiscard]] bool tf32_allowed();
/// Whether a device may add up rows that repeat, such as those of an Embedding's gradient, in any order: faster, but
/// the last bits are others from run to run. Off by default.
void allow_atomic_sums(bool allowed);
[[nodiscard]] bool atomic_sums_allowed();

namespace cuda_backend {

/// Throws device_error, naming what is missing, unless the device is there.
void require_device(Device device, const char* where);

}  // namespace cuda_backend
}  // namespace keratin

#if KERATIN_DEFINE(backend)
#include <ostream>

#include "../../core/error.hpp"
#if KERATIN_CUDA
#include "context.hpp"
#include "fused_maps.hpp"
#endif

namespace keratin {

namespace cuda_backend {
inline bool& tf32_switch() {
  static bool allowed = false;
  return allowed;
}
inline bool& atomic_sums_switch() {
  static bool allowed = false;
  return allowed;
}
}  // namespace cuda_backend

KERATIN_INLINE bool tf32_allowed() { return cuda_backend::tf32_switch(); }
KERATIN_INLINE void allow_atomic_sums(bool allowed) { cuda_backend::atomic_sums_switch() = allowed; }
KERATIN_INLINE bool atomic_sums_allowed() { return cuda_backend::atomic_sums_switch(); }

KERATIN_INLINE std::ostream& operator<<(std::ostream& os, const DeviceInfo& info) {
  if (info.device.kind() != Device::Kind::cuda) return os << info.name;
  return os << concat(info.device, ": ", info.name, ", ", info.memory >> 30, " GiB, compute capability ",
                      info.compute_capability / 10, ".", info.compute_capability % 10, ", ", info.multiprocessors,
                      " multiprocessors");
}

#if KERATIN_CUDA
KERATIN_INLINE void allow_tf32(bool allowed) {
  cuda_backend::tf32_switch() = allowed;
  for (int i = 0; i < cuda_backend::device_count(); ++i) cuda_backend::Context::of(i).follow_math_mode();
}

KERATIN_INLINE std::string why_no_cuda() {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status == cudaSuccess && count > 0) return "";
  static_cast<void>(cudaGetLastError());
  return status == cudaSuccess ? "the driver sees no device" : cudaGetErrorString(status);
}

KERATIN_INLINE std::vector<DeviceInfo> list_devices() {
  std::vector<DeviceInfo> all = {{.name = "cpu"}};
  for (int i = 0; i < cuda_backend::device_count(); ++i) {
    cudaDeviceProp p{};
    int clock = 0, bits = 0;
    cuda_backend::check(cudaGetDeviceProperties(&p, i), "cudaGetDeviceProperties");
    if (cudaDeviceGetAttribute(&clock, cudaDevAttrMemoryClockRate, i) != cudaSuccess) clock = 0;
    if (cudaDeviceGetAttribute(&bits, cudaDevAttrGlobalMemoryBusWidth, i) != cudaSuccess) bits = 0;
    all.push_back(
        {cuda{i}, p.name, p.totalGlobalMem, p.major * 10 + p.minor, p.multiProcessorCount, 2e3 * clock * bits / 8});
  }
  return all;
}

KERATIN_INLINE void synchronize(Device device) {
  if (device.kind() != Device::Kind::cuda) return;
  cuda_backend::start_maps(device.index());
  cuda_backend::Context::of(device.index()).synchronize();
}

KERATIN_INLINE std::string cuda_versions() {
  int runtime = 0, driver = 0, major = 0, minor = 0;
  static_cast<void>(cudaRuntimeGetVersion(&runtime));
  static_cast<void>(cudaDriverGetVersion(&driver));
  static_cast<void>(nvrtcVersion(&major, &minor));
  const auto of_cuda = [](int v) { return concat(v / 1000, ".", v % 1000 / 10); };
  const auto dnn = static_cast<index_t>(cudnnGetVersion());
  return concat("CUDA ", of_cuda(runtime), ", driver ", driver > 0 ? of_cuda(driver) : "none", ", cuBLAS ",
                CUBLAS_VER_MAJOR, ".", CUBLAS_VER_MINOR, ".", CUBLAS_VER_PATCH, ", cuDNN ", dnn / 10000, ".",
                dnn % 10000 / 100, ".", dnn % 100, ", NVRTC ", major, ".", minor);
}
KERATIN_INLINE std::size_t free_memory(Device device) {
  if (device.kind() != Device::Kind::cuda) return 0;
  cuda_backend::Context::of(device.index());
  std::size_t left = 0, all = 0;
  cuda_backend::check(cudaMemGetInfo(&left, &all), "cudaMemGetInfo");
  return left;
}

KERATIN_INLINE void cuda_backend::require_device(Device device, const char* where) {
  if (device.kind() != Device::Kind::cuda) return;
  const int count = device_count();
  require<device_error>(count > 0, where, ": expected a CUDA device for ", device, "; got none: ", why_no_cuda(),
                        ". Hint: list_devices() tells what there is; Device cpu runs everywhere.");
  require<device_error>(device.index() >= 0 && device.index() < count, where,
                        ": expected a device from cuda:0 to cuda:", count - 1, "; got ", device, ".");
}
#else
KERATIN_INLINE void allow_tf32(bool allowed) { cuda_backend::tf32_switch() = allowed; }
KERATIN_INLINE std::string why_no_cuda() { return "this build has the CPU alone"; }
KERATIN_INLINE std::vector<DeviceInfo> list_devices() { return {{.name = "cpu"}}; }
KERATIN_INLINE std::string cuda_versions() { return "no CUDA"; }
KERATIN_INLINE std::size_t free_memory(Device) { return 0; }
KERATIN_INLINE void synchronize(Device) {}
KERATIN_INLINE void cuda_backend::require_device(Device device, const char* where) {
  require<device_error>(device.kind() != Device::Kind::cuda, where, ": expected a device of this build; got ", device,
                        ". Hint: this build has the CPU alone; link keratin::cuda.");
}
#endif

}  // namespace keratin
#endif
