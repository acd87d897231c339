// How fast the interpreter is: printed, and checked against a bound that only a mistake would miss.
#include <chrono>
#include <cstdio>

#include "device_program.hpp"

using namespace emulator_tests;

TEST_CASE("the interpreter runs tens of millions of instructions a second") {
  const DeviceProgram program(R"(
    extern "C" __global__ void softmax(float* y, const float* x, int n) {
      __shared__ float part[32];
      const float* row = x + (long long)blockIdx.x * n;
      float m = -1e30f, s = 0;
      for (int i = threadIdx.x; i < n; i += blockDim.x) m = fmaxf(m, row[i]);
      for (int o = 16; o > 0; o >>= 1) m = fmaxf(m, __shfl_xor_sync(~0u, m, o));
      if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = m;
      __syncthreads();
      for (int w = 0; w < blockDim.x / 32; ++w) m = fmaxf(m, part[w]);
      for (int i = threadIdx.x; i < n; i += blockDim.x) s += expf(row[i] - m);
      for (int o = 16; o > 0; o >>= 1) s += __shfl_xor_sync(~0u, s, o);
      __syncthreads();
      if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = s;
      __syncthreads();
      s = 0;
      for (int w = 0; w < blockDim.x / 32; ++w) s += part[w];
      for (int i = threadIdx.x; i < n; i += blockDim.x) y[(long long)blockIdx.x * n + i] = expf(row[i] - m) / s;
    })");
  const std::vector<float> ones(64 * 4096, 1.0f);
  const DeviceArray<float> x(ones), y(ones.size());
  const std::size_t before = cuda_emulator::counters().instructions;
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(program.launch("softmax", dim3(64), dim3(256), y.data(), x.data(), 4096) == cudaSuccess);
  REQUIRE(cudaDeviceSynchronize() == cudaSuccess);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const double millions = static_cast<double>(cuda_emulator::counters().instructions - before) / 1e6;
  CHECK(y.host()[0] == Approx(1.0 / 4096));
  std::printf("%.1f million PTX instructions in %.3f s: %.0f million a second\n", millions, seconds,
              millions / seconds);
  CHECK(millions / seconds > 5);
}
