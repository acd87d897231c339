// Each mistake that the emulated device must see, put in on purpose.
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>

#include "device_program.hpp"

using namespace emulator_tests;

namespace {

const DeviceProgram& program() {
  static const DeviceProgram& one = *new DeviceProgram(R"(
    extern "C" {
    __global__ void copy(float* y, const float* x, int n) { int i = blockIdx.x * blockDim.x + threadIdx.x; if (i < n) y[i] = x[i]; }
    __global__ void no_barrier(float* y) { __shared__ float s[64]; s[threadIdx.x] = threadIdx.x; y[threadIdx.x] = s[63 - threadIdx.x]; }
    __global__ void late_barrier(float* y) {
      __shared__ float s[64];
      s[threadIdx.x] = threadIdx.x; __syncthreads();
      const float v = s[(threadIdx.x + 1) % 64]; s[threadIdx.x] = 2 * v; __syncthreads(); y[threadIdx.x] = s[threadIdx.x]; }
    __global__ void no_warp_barrier(float* y) {
      __shared__ volatile float s[32];
      s[threadIdx.x] = threadIdx.x; __syncwarp();
      if (threadIdx.x < 16) { float v = s[threadIdx.x + 16]; s[threadIdx.x] = s[threadIdx.x] + v; }
      if (threadIdx.x < 8) { float v = s[threadIdx.x + 8]; y[threadIdx.x] = v; } }
    __global__ void divergent(float* y) { if (threadIdx.x < 40) { __syncthreads(); y[threadIdx.x] = 1; } else { y[threadIdx.x] = 2; __syncthreads(); y[0] = 3; } }
    __global__ void early_return(float* y, int n) { if (threadIdx.x >= n) return; y[threadIdx.x] = 1; __syncthreads(); y[threadIdx.x] = 2; }
    __global__ void unwritten(float* y) { __shared__ float s[64]; if (threadIdx.x < 63) s[threadIdx.x] = 1; __syncthreads(); y[threadIdx.x] = s[threadIdx.x]; }
    __global__ void shared_bounds(float* y, int k) { extern __shared__ float s[]; s[threadIdx.x + k] = 1; __syncthreads(); y[threadIdx.x] = s[threadIdx.x + k]; }
    __global__ void scatter(float* y, const int* to) { y[to[threadIdx.x]] += 1; }
    __global__ void across_blocks(float* y) { y[blockIdx.x] = 1; if (blockIdx.x > 0) y[blockIdx.x + 8] = y[blockIdx.x - 1]; }
    __global__ void mask(float* y) { float v = threadIdx.x; if (threadIdx.x < 20) v = __shfl_xor_sync(~0u, v, 1); y[threadIdx.x] = v; }
    __global__ void absent(float* y) { float v = threadIdx.x; if (threadIdx.x < 20) v = __shfl_down_sync(0xfffffu, v, 4); y[threadIdx.x] = v; }
    __global__ void misaligned(float* y) { *(float2*)(y + 1) = float2{1, 2}; }
    __global__ void division(int* y, int n) { y[0] = 7 / n; }
    __global__ void trap() { __trap(); }
    })");
  return one;
}

std::string first_mistake(const char* name, dim3 grid, dim3 block, std::size_t shared, float* y, auto... rest) {
  const auto found = mistakes_of([&] { program().launch_on(nullptr, name, grid, block, shared, y, rest...); });
  return found.size() == 1 ? found.front() : "mistakes: " + std::to_string(found.size());
}

using Catch::Matchers::Contains;

}  // namespace

TEST_CASE("mistakes in a kernel's use of shared memory and barriers are seen") {
  const DeviceArray<float> y(64);
  CHECK_THAT(first_mistake("no_barrier", 1, 64, 0, y.data()), Contains("nobody has written"));
  CHECK_THAT(first_mistake("late_barrier", 1, 64, 0, y.data()), Contains("race in shared memory"));
  CHECK_THAT(first_mistake("no_warp_barrier", 1, 32, 0, y.data()), Contains("race in shared memory"));
  CHECK_THAT(first_mistake("divergent", 1, 64, 0, y.data()), Contains("divergent barrier"));
  CHECK_THAT(first_mistake("early_return", 1, 64, 0, y.data(), 40), Contains("divergent barrier"));
  CHECK_THAT(first_mistake("unwritten", 1, 64, 0, y.data()), Contains("nobody has written"));
  CHECK_THAT(first_mistake("shared_bounds", 1, 64, 256, y.data(), 1), Contains("out of its bounds"));
  CHECK(mistakes_of([&] { program().launch_on(nullptr, "shared_bounds", 1, 64, 256, y.data(), 0); }).empty());
  CHECK(mistakes_of([&] { program().launch("early_return", 1, 40, y.data(), 40); }).empty());
}

TEST_CASE("mistakes in a kernel's use of global memory are seen") {
  const DeviceArray<float> x(64), y(64);
  const DeviceArray<int> same(std::vector<int>(32, 5)), own(std::vector<int>{0, 1, 2, 3});
  std::vector<float> host(64);
  CHECK_THAT(first_mistake("copy", 1, 65, 0, y.data(), x.data(), 65), Contains("global memory: 4 bytes"));
  CHECK_THAT(first_mistake("copy", 1, 64, 0, y.data(), host.data(), 64), Contains("host memory"));
  CHECK_THAT(first_mistake("copy", 1, 64, 0, y.data(), static_cast<const float*>(nullptr), 64),
             Contains("null pointer"));
  CHECK_THAT(first_mistake("scatter", 1, 32, 0, y.data(), same.data()), Contains("race in global memory"));
  CHECK(mistakes_of([&] { program().launch("scatter", 1, 4, y.data(), own.data()); }).empty());
  CHECK_THAT(first_mistake("across_blocks", 4, 1, 0, y.data()), Contains("race in global memory"));
  CHECK_THAT(first_mistake("misaligned", 1, 1, 0, y.data()), Contains("misaligned"));
}

TEST_CASE("other mistakes of a kernel are seen") {
  const DeviceArray<float> y(64);
  const DeviceArray<int> k(1);
  CHECK_THAT(first_mistake("mask", 1, 32, 0, y.data()), Contains("does not come to this instruction"));
  CHECK_THAT(first_mistake("absent", 1, 32, 0, y.data()), Contains("does not take part"));
  CHECK_MISTAKE([&] { program().launch("division", 1, 1, k.data(), 0); }, "divided by 0");
  CHECK_MISTAKE([&] { program().launch("trap", 1, 1); }, "__trap()");
}

TEST_CASE("mistakes in a launch are seen") {
  const DeviceArray<float> y(64);
  CHECK_THAT(first_mistake("copy", 1, 1025, 0, y.data(), y.data(), 1), Contains("a block of 1025"));
  CHECK_THAT(first_mistake("copy", 0, 32, 0, y.data(), y.data(), 1), Contains("a grid of 0"));
  CHECK_THAT(first_mistake("copy", 1, 32, 50000, y.data(), y.data(), 1), Contains("dynamic shared memory"));
  void* const wrong[] = {nullptr, nullptr, nullptr};
  CHECK_MISTAKE(
      [&] {
        static_cast<void>(cudaLaunchKernel(reinterpret_cast<const void*>(program().kernel("copy")), 1, 1,
                                           const_cast<void**>(wrong), 0, nullptr));
      },
      "copy takes 3 arguments");
  cudaKernel_t none = nullptr;
  cudaLibrary_t library = nullptr;
  CHECK(cudaLibraryGetKernel(&none, library, "copy") == cudaErrorInvalidValue);
  CHECK(cuda_emulator::take_errors().size() == 1);
}

TEST_CASE("mistakes with memory are seen") {
  void* block = nullptr;
  REQUIRE(cudaMalloc(&block, 64) == cudaSuccess);
  float host[17] = {};
  CHECK_MISTAKE([&] { cudaMemcpy(block, host, 68, cudaMemcpyHostToDevice); }, "68 bytes");
  CHECK_MISTAKE([&] { cudaMemcpy(host, block, 64, cudaMemcpyHostToDevice); }, "the kind says host to device");
  CHECK_MISTAKE([&] { cudaMemset(static_cast<char*>(block) + 1, 0, 64); }, "64 bytes");
  CHECK_MISTAKE([&] { cudaFree(host); }, "is not what an allocation returned");
  CHECK(cuda_emulator::live_blocks().back().bytes == 64);
  REQUIRE(cudaFree(block) == cudaSuccess);
  CHECK_MISTAKE([&] { cudaFree(block); }, "was freed before");
  CHECK_MISTAKE([&] { cudaMemset(block, 0, 4); }, "after the free");
  CHECK_MISTAKE([&] { program().launch("copy", 1, 1, static_cast<float*>(block), static_cast<float*>(block), 1); },
                "after the free");
}

TEST_CASE("an error stays until it is taken, and out of memory is none of the program's mistakes") {
  const DeviceArray<float> y(4);
  cuda_emulator::set_printing(false);
  program().launch("copy", 1, 5, y.data(), y.data(), 5);
  CHECK(cudaDeviceSynchronize() == cudaErrorIllegalAddress);
  CHECK(cudaMemset(y.data(), 0, 4) == cudaErrorIllegalAddress);
  CHECK(cuda_emulator::take_errors().size() == 1);
  CHECK(cudaMemset(y.data(), 0, 4) == cudaSuccess);
  cuda_emulator::set_printing(true);
  void* block = nullptr;
  CHECK(cudaMalloc(&block, std::size_t{8} << 30) == cudaErrorMemoryAllocation);
  CHECK(cudaGetLastError() == cudaErrorMemoryAllocation);
  CHECK(cudaGetLastError() == cudaSuccess);
}

namespace {

/// How a child process that does `body` ends: its status, or the signal that ended it, negative.
template <class Body>
int end_of(const Body& body) {
  const pid_t child = fork();
  if (child == 0) {
    if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(99);
    std::signal(SIGSEGV, SIG_DFL);
    body();
    std::exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("device memory can't be touched on the host; leaks and mistakes make a process fail") {
  const DeviceArray<float> y(4);
  CHECK(end_of([&] { *static_cast<volatile float*>(y.data()) = 1; }) == -SIGSEGV);
  CHECK(end_of([] {
          for (const auto& block : cuda_emulator::live_blocks()) cudaFree(const_cast<void*>(block.address));
          cuda_emulator::set_leaks_fail(true);
        }) == 0);
  CHECK(end_of([] { cuda_emulator::set_leaks_fail(true); }) == 1);  // y
  CHECK(end_of([&] { cudaFree(y.data() + 1); }) == 1);
}
