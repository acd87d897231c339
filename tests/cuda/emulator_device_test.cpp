// What the emulated device says of itself, and how it serves several threads of the host.
#include <cublas_v2.h>
#include <cudnn.h>

#include <thread>

#include "device_program.hpp"

using namespace emulator_tests;

TEST_CASE("the device has the capability and the memory that it was given") {
  const int before = device_capability();
  cuda_emulator::set_compute_capability(86);
  cuda_emulator::set_memory_limit(1 << 20);
  cudaDeviceProp properties{};
  REQUIRE(cudaGetDeviceProperties(&properties, 0) == cudaSuccess);
  CHECK(10 * properties.major + properties.minor == 86);
  std::size_t left = 0, all = 0;
  REQUIRE(cudaMemGetInfo(&left, &all) == cudaSuccess);
  CHECK(all == 1 << 20);
  void *first = nullptr, *second = nullptr;
  REQUIRE(cudaMalloc(&first, left) == cudaSuccess);
  CHECK(cudaMalloc(&second, 1) == cudaErrorMemoryAllocation);
  CHECK(cudaGetLastError() == cudaErrorMemoryAllocation);
  REQUIRE(cudaFree(first) == cudaSuccess);
  REQUIRE(cudaMalloc(&second, 1) == cudaSuccess);
  REQUIRE(cudaFree(second) == cudaSuccess);
  cuda_emulator::set_memory_limit(std::size_t{4} << 30);
  cuda_emulator::set_compute_capability(before);
}

TEST_CASE("without a device the calls fail as without a driver") {
  cuda_emulator::set_device_count(0);
  int count = -1;
  CHECK(cudaGetDeviceCount(&count) == cudaErrorInsufficientDriver);
  CHECK(count == 0);
  void* block = nullptr;
  CHECK(cudaMalloc(&block, 4) == cudaErrorInsufficientDriver);
  cublasHandle_t blas = nullptr;
  CHECK(cublasCreate(&blas) == CUBLAS_STATUS_NOT_INITIALIZED);
  cudnnHandle_t dnn = nullptr;
  CHECK(cudnnCreate(&dnn) == CUDNN_STATUS_NOT_INITIALIZED);
  cuda_emulator::set_device_count(1);
  static_cast<void>(cudaGetLastError());
  CHECK(cudaGetLastError() == cudaSuccess);
}

TEST_CASE("threads of the host use the device at once") {
  const DeviceProgram program(R"(extern "C" __global__ void add(float* y, float a) { y[threadIdx.x] += a; })");
  const cudaKernel_t kernel = program.kernel("add");
  std::vector<float> sums(4);
  std::vector<std::thread> threads;
  for (std::size_t k = 0; k < sums.size(); ++k)
    threads.emplace_back([&, k] {
      cudaStream_t stream = nullptr;
      void* block = nullptr;
      static_cast<void>(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
      static_cast<void>(cudaMalloc(&block, 128));
      static_cast<void>(cudaMemsetAsync(block, 0, 128, stream));
      auto a = static_cast<float>(k);
      void* arguments[] = {&block, &a};
      for (int i = 0; i < 50; ++i)
        static_cast<void>(cudaLaunchKernel(reinterpret_cast<const void*>(kernel), 1, 32, arguments, 0, stream));
      static_cast<void>(cudaMemcpyAsync(&sums[k], block, 4, cudaMemcpyDeviceToHost, stream));
      static_cast<void>(cudaStreamSynchronize(stream));
      static_cast<void>(cudaFree(block));
      static_cast<void>(cudaStreamDestroy(stream));
    });
  for (std::thread& t : threads) t.join();
  CHECK(sums == std::vector<float>{0, 50, 100, 150});
  CHECK(cuda_emulator::take_errors().empty());
}
