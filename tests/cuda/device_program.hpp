// What the emulator's tests share: kernels from their text, and arrays on the device.
#pragma once
#include <cuda_runtime_api.h>
#include <nvrtc.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "emulator/emulator.hpp"

namespace emulator_tests {

/// CUDA C++ text, compiled for the device and loaded as a program does it.
class DeviceProgram {
 public:
  explicit DeviceProgram(const std::string& text) {
    const std::string code = compile(text);
    REQUIRE(cudaLibraryLoadData(&library_, code.data(), nullptr, nullptr, 0, nullptr, nullptr, 0) == cudaSuccess);
  }
  DeviceProgram(const DeviceProgram&) = delete;
  DeviceProgram& operator=(const DeviceProgram&) = delete;
  ~DeviceProgram() { static_cast<void>(cudaLibraryUnload(library_)); }

  cudaKernel_t kernel(const char* name) const {
    cudaKernel_t found = nullptr;
    REQUIRE(cudaLibraryGetKernel(&found, library_, name) == cudaSuccess);
    return found;
  }

  template <class... Args>
  cudaError_t launch_on(cudaStream_t stream, const char* name, dim3 grid, dim3 block, std::size_t shared,
                        Args... args) const {
    void* arguments[] = {&args..., nullptr};
    return cudaLaunchKernel(reinterpret_cast<const void*>(kernel(name)), grid, block, arguments, shared, stream);
  }
  template <class... Args>
  cudaError_t launch(const char* name, dim3 grid, dim3 block, Args... args) const {
    return launch_on(nullptr, name, grid, block, 0, args...);
  }

  static std::string compile(const std::string& text) {
    nvrtcProgram program = nullptr;
    REQUIRE(nvrtcCreateProgram(&program, text.c_str(), "test.cu", 0, nullptr, nullptr) == NVRTC_SUCCESS);
    const char* const options[] = {"--gpu-architecture=compute_90", "--std=c++17", "-default-device"};
    const nvrtcResult status = nvrtcCompileProgram(program, 3, options);
    std::size_t size = 0;
    nvrtcGetProgramLogSize(program, &size);
    std::string log(size, ' ');
    nvrtcGetProgramLog(program, log.data());
    INFO(log);
    REQUIRE(status == NVRTC_SUCCESS);
    REQUIRE(nvrtcGetCUBINSize(program, &size) == NVRTC_SUCCESS);
    std::string code(size, ' ');
    REQUIRE(nvrtcGetCUBIN(program, code.data()) == NVRTC_SUCCESS);
    nvrtcDestroyProgram(&program);
    return code;
  }

 private:
  cudaLibrary_t library_ = nullptr;
};

/// An array on the device.
template <class T>
class DeviceArray {
 public:
  explicit DeviceArray(std::size_t n) : size_(n) {
    void* block = nullptr;
    REQUIRE(cudaMalloc(&block, n * sizeof(T)) == cudaSuccess);
    data_ = static_cast<T*>(block);
  }
  DeviceArray(const std::vector<T>& host) : DeviceArray(host.size()) {
    REQUIRE(cudaMemcpy(data_, host.data(), size_ * sizeof(T), cudaMemcpyHostToDevice) == cudaSuccess);
  }
  DeviceArray(const DeviceArray&) = delete;
  DeviceArray& operator=(const DeviceArray&) = delete;
  ~DeviceArray() { static_cast<void>(cudaFree(data_)); }

  T* data() const { return data_; }
  std::vector<T> host() const {
    std::vector<T> all(size_);
    const cudaError_t status = cudaMemcpy(all.data(), data_, size_ * sizeof(T), cudaMemcpyDeviceToHost);
    if (status != cudaErrorIllegalAddress) REQUIRE(status == cudaSuccess);  // a kernel's mistake is looked at elsewhere
    return all;
  }

 private:
  T* data_ = nullptr;
  std::size_t size_;
};

/// The mistakes that `body` makes, unprinted. Everything before it must have been right.
template <class Body>
std::vector<std::string> mistakes_of(const Body& body) {
  CHECK(cuda_emulator::take_errors() == std::vector<std::string>());
  cuda_emulator::set_printing(false);
  body();
  static_cast<void>(cudaDeviceSynchronize());
  std::vector<std::string> found = cuda_emulator::take_errors();
  cuda_emulator::set_printing(true);
  return found;
}

/// The only mistake of `body` must say that.
#define CHECK_MISTAKE(body, text)                                                   \
  do {                                                                              \
    const std::vector<std::string> found = emulator_tests::mistakes_of(body);       \
    CAPTURE(found);                                                                 \
    CHECK(found.size() == 1);                                                       \
    if (!found.empty()) CHECK_THAT(found.front(), Catch::Matchers::Contains(text)); \
  } while (false)

}  // namespace emulator_tests
