// Instructions that CUDA's ordinary functions do not give: directed roundings, bfloat16, cp.async; and unknown ones.
#include <cfenv>
#include <cmath>
#include <functional>

#include "device_program.hpp"
#include "emulator/half.hpp"

using namespace emulator_tests;

namespace {

std::vector<float> numbers(std::size_t n, float seed) {
  std::vector<float> all(n);
  for (std::size_t i = 0; i < n; ++i) all[i] = std::sin(seed + static_cast<float>(i) * 1.7f) * 3;
  return all;
}

/// What a host function gives in another rounding mode.
float in_mode(int mode, const std::function<float(float, float)>& f, float x, float y) {
  const volatile float a = x, b = y;
  std::fesetround(mode);
  const volatile float result = f(a, b);
  std::fesetround(FE_TONEAREST);
  return result;
}

/// The nearest number with 11 bits, or fewer below 2^-14.
float rounded_to_half(double x) {
  if (std::fabs(x) >= 65520) return std::copysign(INFINITY, static_cast<float>(x));
  const int shift = x == 0 ? 0 : std::min(10 - std::ilogb(x), 24);
  return static_cast<float>(std::ldexp(std::nearbyint(std::ldexp(x, shift)), -shift));
}

}  // namespace

TEST_CASE("roundings that are not to the nearest, and saturation") {
  struct Case {
    const char* expression;
    int mode;
    std::function<float(float, float)> host;
  };
  const auto add = [](float a, float b) { return a + b; };
  const auto multiply = [](float a, float b) { return a * b; };
  const auto divide = [](float a, float b) { return a / b; };
  const Case cases[] = {
      {"__fadd_rd(a, b)", FE_DOWNWARD, add},
      {"__fadd_ru(a, b)", FE_UPWARD, add},
      {"__fmul_rz(a, b)", FE_TOWARDZERO, multiply},
      {"__fdiv_ru(a, b)", FE_UPWARD, divide},
      {"__fdiv_rd(a, b)", FE_DOWNWARD, divide},
      {"__fmaf_rz(a, b, a)", FE_TOWARDZERO, [](float a, float b) { return std::fma(a, b, a); }},
      {"__fsqrt_ru(a * a)", FE_TONEAREST,
       [](float a, float) {
         const volatile float square = a * a;
         return in_mode(
             FE_UPWARD, [](float x, float) { return std::sqrt(x); }, square, 0);
       }},
      {"__saturatef(a)", FE_TONEAREST, [](float a, float) { return std::fmin(std::fmax(a, 0.0f), 1.0f); }},
      {"__double2float_rd((double)a * b)", FE_DOWNWARD,
       [](float a, float b) { return static_cast<float>(static_cast<double>(a) * static_cast<double>(b)); }}};
  std::string text;
  for (std::size_t k = 0; k < std::size(cases); ++k)
    text += "extern \"C\" __global__ void k" + std::to_string(k) +
            "(float* y, const float* p, const float* q) { const float a = p[threadIdx.x], b = q[threadIdx.x]; "
            "y[threadIdx.x] = " +
            cases[k].expression + "; }\n";
  const DeviceProgram program(text);
  const auto a = numbers(64, 1), b = numbers(64, 2);
  const DeviceArray<float> da(a), db(b), y(64);
  for (std::size_t k = 0; k < std::size(cases); ++k) {
    CAPTURE(cases[k].expression);
    REQUIRE(program.launch(("k" + std::to_string(k)).c_str(), 1, 64, y.data(), da.data(), db.data()) == cudaSuccess);
    const auto got = y.host();
    for (std::size_t i = 0; i < 64; ++i) CHECK(got[i] == in_mode(cases[k].mode, cases[k].host, a[i], b[i]));
  }
}

TEST_CASE("bfloat16 and float16 by their instructions") {
  const DeviceProgram program(R"(
    extern "C" __global__ void half(unsigned short* b, unsigned short* h, float* back, unsigned* pair, const float* x) {
      const int i = threadIdx.x;
      asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(b[i]) : "f"(x[i]));
      asm("cvt.rn.f16.f32 %0, %1;" : "=h"(h[i]) : "f"(x[i]));
      float f; asm("cvt.f32.f16 %0, %1;" : "=f"(f) : "h"(h[i])); back[i] = f;
      unsigned short twice; asm("fma.rn.f16 %0, %1, %1, %1;" : "=h"(twice) : "h"(h[i]));
      asm("cvt.f32.f16 %0, %1;" : "=f"(f) : "h"(twice)); back[64 + i] = f;
      asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair[i]) : "f"(x[i]), "f"(x[63 - i]));
    })",
                              90);  // from sm_80 on
  auto x = numbers(64, 1);
  x[3] = 1e-7f, x[4] = 70000.0f, x[5] = -6e-8f, x[6] = NAN, x[7] = 65519.0f;
  const DeviceArray<float> in(x), back(128);
  const DeviceArray<unsigned short> b(64), h(64);
  const DeviceArray<unsigned> pair(64);
  REQUIRE(program.launch("half", 1, 64, b.data(), h.data(), back.data(), pair.data(), in.data()) == cudaSuccess);
  const auto got_b = b.host(), got_h = h.host();
  const auto got = back.host();
  for (std::size_t i = 0; i < 64; ++i) {
    CAPTURE(i, x[i]);
    CHECK(got_b[i] == cuda_emulator::to_bfloat16(x[i]));
    CHECK(pair.host()[i] == (unsigned{cuda_emulator::to_bfloat16(x[i])} << 16 | cuda_emulator::to_bfloat16(x[63 - i])));
    if (std::isnan(x[i])) continue;
    const double half = static_cast<double>(rounded_to_half(static_cast<double>(x[i])));
    CHECK(static_cast<double>(got[i]) == half);
    CHECK(got[64 + i] == rounded_to_half(half * half + half));
  }
}

TEST_CASE("cp.async copies are there after the wait and a barrier, and not before") {
  const char* const text = R"(
    __device__ unsigned place(void* p) { return (unsigned)__cvta_generic_to_shared(p); }
    extern "C" __global__ void staged(float* y, const float* x, int wait) {
      __shared__ __align__(16) float s[128];
      const int i = threadIdx.x;
      asm volatile("cp.async.ca.shared.global [%0], [%1], 16;" :: "r"(place(s + 4 * i)), "l"(x + 4 * i) : "memory");
      asm volatile("cp.async.commit_group;" ::: "memory");
      if (wait == 1) asm volatile("cp.async.wait_group 0;" ::: "memory");
      if (wait == 2) asm volatile("cp.async.wait_group 1;" ::: "memory");
      __syncthreads();
      for (int k = 0; k < 4; ++k) y[4 * i + k] = s[127 - 4 * i - k];
    })";
  const DeviceProgram program(text, 90);  // from sm_80 on
  const auto x = numbers(128, 1);
  const DeviceArray<float> in(x), y(128);
  REQUIRE(program.launch("staged", 1, 32, y.data(), in.data(), 1) == cudaSuccess);
  for (std::size_t i = 0; i < 128; ++i) CHECK(y.host()[i] == x[127 - i]);
  for (const int wait : {0, 2})
    CHECK_MISTAKE([&] { program.launch("staged", 1, 32, y.data(), in.data(), wait); }, "nobody has written");
}

TEST_CASE("an instruction that is not emulated is named when the program is loaded") {
  const std::string code = DeviceProgram::compile(
      R"(extern "C" __global__ void k(unsigned* y) { unsigned c; asm volatile("mov.u32 %0, %%clock;" : "=r"(c)); *y = c; })",
      90);
  cudaLibrary_t library = nullptr;
  CHECK_MISTAKE([&] { cudaLibraryLoadData(&library, code.data(), nullptr, nullptr, 0, nullptr, nullptr, 0); },
                "%clock");
  const std::string other = DeviceProgram::compile(
      R"(extern "C" __global__ void k() { __shared__ long long b; asm volatile("mbarrier.init.shared.b64 [%0], 1;" :: "r"((unsigned)__cvta_generic_to_shared(&b))); })",
      90);
  CHECK_MISTAKE([&] { cudaLibraryLoadData(&library, other.data(), nullptr, nullptr, 0, nullptr, nullptr, 0); },
                "mbarrier.init.shared.b64");
  CHECK_MISTAKE(
      [&] {
        cudaLibraryLoadData(&library,
                            "\x7f"
                            "ELF",
                            nullptr, nullptr, 0, nullptr, nullptr, 0);
      },
      "machine code");
}
