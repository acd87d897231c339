// What kernels do beside arithmetic: shared memory, shuffles, votes, atomics, branches, conversions, calls.
#include <cmath>
#include <numeric>

#include "device_program.hpp"

using namespace emulator_tests;

TEST_CASE("a block reduces through shared memory and shuffles") {
  const DeviceProgram program(R"(
    extern "C" __global__ void sum_rows(float* y, const float* x, int n) {
      __shared__ float partial[32];
      float s = 0;
      for (int i = threadIdx.x; i < n; i += blockDim.x) s += x[blockIdx.x * n + i];
      for (int o = 16; o > 0; o >>= 1) s += __shfl_xor_sync(~0u, s, o);
      if (threadIdx.x % 32 == 0) partial[threadIdx.x / 32] = s;
      __syncthreads();
      if (threadIdx.x < 32) {
        s = threadIdx.x < blockDim.x / 32 ? partial[threadIdx.x] : 0;
        for (int o = 16; o > 0; o >>= 1) s += __shfl_down_sync(~0u, s, o);
        if (threadIdx.x == 0) y[blockIdx.x] = s;
      }
    })");
  std::vector<float> x(3 * 1000);
  std::iota(x.begin(), x.end(), 1.0f);
  const DeviceArray<float> in(x), out(3);
  REQUIRE(program.launch("sum_rows", dim3(3), dim3(256), out.data(), in.data(), 1000) == cudaSuccess);
  for (std::size_t r = 0; r < 3; ++r)
    CHECK(out.host()[r] == Approx(1000.0 * (500.5 + 1000.0 * static_cast<double>(r))));
}

TEST_CASE("dynamic shared memory, barriers with a vote, divergent branches that meet again") {
  const DeviceProgram program(R"(
    extern "C" __global__ void reverse(int* y, const int* x, int* agree) {
      extern __shared__ int row[];
      row[threadIdx.x] = x[threadIdx.x];
      const int odd = __syncthreads_count(x[threadIdx.x] & 1);
      const int any = __syncthreads_or(x[threadIdx.x] > 98), every = __syncthreads_and(x[threadIdx.x] < 100);
      int v = row[blockDim.x - 1 - threadIdx.x];
      if (v % 3 == 0) v += 1000; else if (v % 3 == 1) { for (int k = 0; k < v % 7; ++k) v += 2000; } else v = -v;
      y[threadIdx.x] = v + __shfl_sync(~0u, v, 0) * 0;
      if (threadIdx.x == 0) { agree[0] = odd; agree[1] = any; agree[2] = every; }
    })");
  std::vector<int> x(96);
  std::iota(x.begin(), x.end(), 4);
  const DeviceArray<int> in(x), out(96), agree(3);
  REQUIRE(program.launch_on(nullptr, "reverse", dim3(1), dim3(96), 96 * sizeof(int), out.data(), in.data(),
                            agree.data()) == cudaSuccess);
  CHECK(agree.host() == std::vector<int>{48, 1, 1});
  const std::vector<int> y = out.host();
  for (std::size_t i = 0; i < 96; ++i) {
    int v = x[95 - i];
    if (v % 3 == 0)
      v += 1000;
    else if (v % 3 == 1)
      for (int k = 0; k < v % 7; ++k) v += 2000;
    else
      v = -v;
    CHECK(y[i] == v);
  }
}

TEST_CASE("atomics of all kinds, in global and shared memory") {
  const DeviceProgram program(R"(
    struct Totals { float f; int least; double d; unsigned long long count; int greatest; unsigned bits, last, wrapped; };
    extern "C" __global__ void gather(Totals* t, int* bins, const int* x, int n) {
      __shared__ int local[4];
      if (threadIdx.x < 4) local[threadIdx.x] = 0;
      __syncthreads();
      const int i = blockIdx.x * blockDim.x + threadIdx.x;
      if (i < n) {
        atomicAdd(&local[x[i] & 3], 1);
        atomicAdd(&t->f, (float)x[i]); atomicAdd(&t->d, 0.5); atomicAdd(&t->count, 1ull);
        atomicMin(&t->least, x[i]); atomicMax(&t->greatest, x[i]); atomicOr(&t->bits, 1u << (x[i] & 31));
        atomicExch(&t->last, 7u); atomicInc(&t->wrapped, 9u);
        if (atomicCAS(&t->last, 123456u, 5u) == 123456u) t->least = 0;
      }
      __syncthreads();
      if (threadIdx.x < 4) atomicAdd(bins + threadIdx.x, local[threadIdx.x]);
    })");
  struct Totals {
    float f = 0;
    int least = 1000;
    double d = 0;
    unsigned long long count = 0;
    int greatest = -1000;
    unsigned bits = 0, last = 0, wrapped = 0;
  };
  std::vector<int> x(300);
  std::iota(x.begin(), x.end(), -7);
  const DeviceArray<int> in(x), bins(std::vector<int>(4));
  const DeviceArray<Totals> totals(std::vector<Totals>(1));
  REQUIRE(program.launch("gather", dim3(3), dim3(128), totals.data(), bins.data(), in.data(), 300) == cudaSuccess);
  const Totals t = totals.host()[0];
  CHECK(t.f == 300 * 142.5f);
  CHECK(t.d == 150);
  CHECK(t.count == 300);
  CHECK(t.least == -7);
  CHECK(t.greatest == 292);
  CHECK(t.bits == ~0u);
  CHECK(t.last == 7);
  CHECK(t.wrapped == 300 % 10);
  CHECK(bins.host() == std::vector<int>(4, 75));
}

TEST_CASE("what a warp does together") {
  const DeviceProgram program(R"(
    extern "C" __global__ void warp(unsigned* y) {
      const unsigned i = threadIdx.x;
      y[i] = __ballot_sync(~0u, i % 3 == 0);
      y[32 + i] = __any_sync(~0u, i == 40) + 2 * __all_sync(~0u, i < 40);
      y[64 + i] = __shfl_up_sync(~0u, i * i, 2, 8);
      y[96 + i] = __match_any_sync(~0u, i / 5);
      #if __CUDA_ARCH__ >= 800
      y[128 + i] = __reduce_add_sync(~0u, i) + __reduce_max_sync(~0u, i) + __reduce_min_sync(~0u, i + 3);
      #else
      y[128 + i] = 496 + 31 + 3;
      #endif
      if (i >= 8) y[160 + i] = __activemask() + __popc(__ballot_sync(0xffffff00u, i % 2)); else y[160 + i] = __activemask();
      int all; unsigned m = __match_all_sync(~0u, 5, &all); y[192 + i] = m + all;
    })");
  const DeviceArray<unsigned> out(224);
  REQUIRE(program.launch("warp", dim3(1), dim3(32), out.data()) == cudaSuccess);
  const std::vector<unsigned> y = out.host();
  for (unsigned i = 0; i < 32; ++i) {
    CAPTURE(i);
    CHECK(y[i] == 0b01001001001001001001001001001001u);
    CHECK(y[32 + i] == 2);
    const unsigned from = i % 8 < 2 ? i : i - 2;
    CHECK(y[64 + i] == from * from);
    CHECK(y[96 + i] == (i / 5 == 6 ? 3u << 30 : 31u << (i / 5 * 5)));
    CHECK(y[128 + i] == 496 + 31 + 3);
    CHECK(y[160 + i] == (i >= 8 ? 0xffffff00u + 12 : 0xffu));
    CHECK(y[192 + i] == 0);
  }
}

TEST_CASE("vectors, structures by value, local arrays, constants, a switch and a function that is not inlined") {
  const DeviceProgram program(R"(
    struct Table { float* rows[4]; int sizes[4]; int count; };
    __constant__ float weights[4] = {0.5f, 1.5f, -2.0f, 8.0f};
    __device__ int steps[3] = {3, 1, 2};
    __device__ __noinline__ float twice(float x, int k) { return x * 2 + k; }
    extern "C" __global__ void table(const Table t, int n) {
      const int r = blockIdx.x;
      int order[8];
      for (int i = 0; i < 8; ++i) order[i] = (i * n) & 7;
      for (int i = threadIdx.x; i < t.sizes[r % t.count] / 4; i += blockDim.x) {
        float4 v = ((const float4*)t.rows[r])[i];
        v.x = twice(v.x, order[i & 7]); v.y *= weights[i & 3];
        switch (i % 6) { case 0: v.z = 1; break; case 1: v.z = v.w * 3; break; case 2: v.z += steps[i % 3]; break;
          case 3: v.z = -v.x; break; case 4: v.w = 9; break; default: v.z -= 1; }
        ((float4*)t.rows[r])[i] = v;
      }
    })");
  std::vector<float> x(80);
  std::iota(x.begin(), x.end(), 1.0f);
  const DeviceArray<float> a(x), b(x);
  struct Table {
    float* rows[4];
    int sizes[4];
    int count;
  };
  const Table t{{a.data(), b.data(), nullptr, nullptr}, {80, 80, 0, 0}, 2};
  REQUIRE(program.launch("table", dim3(2), dim3(8), t, 3) == cudaSuccess);
  const std::vector<float> y = b.host();
  const float weights[] = {0.5f, 1.5f, -2.0f, 8.0f};
  const int steps[] = {3, 1, 2};
  for (std::size_t i = 0; i < 20; ++i) {
    float v[4] = {x[4 * i], x[4 * i + 1], x[4 * i + 2], x[4 * i + 3]};
    v[0] = v[0] * 2 + static_cast<float>((i * 3) & 7);
    v[1] *= weights[i & 3];
    if (i % 6 == 0) v[2] = 1;
    if (i % 6 == 1) v[2] = v[3] * 3;
    if (i % 6 == 2) v[2] += static_cast<float>(steps[i % 3]);
    if (i % 6 == 3) v[2] = -v[0];
    if (i % 6 == 4) v[3] = 9;
    if (i % 6 == 5) v[2] -= 1;
    for (std::size_t k = 0; k < 4; ++k) CHECK(y[4 * i + k] == v[k]);
  }
  CHECK(a.host() == y);
}
