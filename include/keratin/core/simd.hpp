// Vectors of the processor's width in a user's plain -O2 build: functions compiled for AVX-512, AVX2 and the baseline
// stand side by side, and the processor chooses when the program runs.
#pragma once
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "args.hpp"
#include "dtype.hpp"
#include "platform.hpp"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define KERATIN_X86 1
#include <immintrin.h>
#define KERATIN_AVX2 __attribute__((target("avx2,fma")))
#define KERATIN_AVX512 __attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl")))
#else
#define KERATIN_X86 0
#endif
// For a loop over vectors: the compiler puts the functor and all that it calls into the loop, where they get the loop's
// instructions.
#define KERATIN_FLATTEN __attribute__((flatten))

namespace keratin::simd {

enum class Level { baseline, avx2, avx512 };

/// The vector instructions in use. Found once; a test may set a lower one.
Level& level();

/// The integer type of an element's size: what masks and bit patterns are made of.
template <class T>
using BitsOf = std::conditional_t<
    sizeof(T) == 8, std::int64_t,
    std::conditional_t<sizeof(T) == 4, std::int32_t, std::conditional_t<sizeof(T) == 2, std::int16_t, std::int8_t>>>;

// `Vec<T>`, once for each instruction set. g++ fixes a function's instructions where it is defined, clang where it is
// inlined; told the set, clang would not inline across the functors, which have none.
#if defined(__clang__)
#define KERATIN_VEC_AVX2
#define KERATIN_VEC_AVX512
#else
#define KERATIN_VEC_AVX2 KERATIN_AVX2
#define KERATIN_VEC_AVX512 KERATIN_AVX512
#endif
namespace baseline {
#define KERATIN_VEC_TARGET
#define KERATIN_VEC_BYTES 16
#include "simd_vec.inc"
}  // namespace baseline
#if KERATIN_X86
namespace avx2 {
#define KERATIN_VEC_TARGET KERATIN_VEC_AVX2
#define KERATIN_VEC_BYTES 32
#include "simd_vec.inc"
}  // namespace avx2
namespace avx512 {
#define KERATIN_VEC_TARGET KERATIN_VEC_AVX512
#define KERATIN_VEC_BYTES 64
#include "simd_vec.inc"
}  // namespace avx512

inline baseline::Vec<float> sqrt(const baseline::Vec<float>& x) { return {_mm_sqrt_ps(x.v)}; }
inline baseline::Vec<double> sqrt(const baseline::Vec<double>& x) { return {_mm_sqrt_pd(x.v)}; }
KERATIN_AVX2 inline avx2::Vec<float> sqrt(const avx2::Vec<float>& x) { return {_mm256_sqrt_ps(x.v)}; }
KERATIN_AVX2 inline avx2::Vec<double> sqrt(const avx2::Vec<double>& x) { return {_mm256_sqrt_pd(x.v)}; }
KERATIN_AVX512 inline avx512::Vec<float> sqrt(const avx512::Vec<float>& x) {
  return {_mm512_maskz_sqrt_ps(static_cast<__mmask16>(-1), x.v)};  // g++ 12 warns inside the unmasked one
}
KERATIN_AVX512 inline avx512::Vec<double> sqrt(const avx512::Vec<double>& x) {
  return {_mm512_maskz_sqrt_pd(static_cast<__mmask8>(-1), x.v)};
}
/// The 64-bit products of the low halves of 64-bit numbers.
KERATIN_AVX2 inline avx2::Vec<std::uint64_t> multiply_low(const avx2::Vec<std::uint64_t>& a,
                                                          const avx2::Vec<std::uint64_t>& b) {
  return {reinterpret_cast<avx2::Vec<std::uint64_t>::Raw>(
      _mm256_mul_epu32(reinterpret_cast<__m256i>(a.v), reinterpret_cast<__m256i>(b.v)))};
}
KERATIN_AVX512 inline avx512::Vec<std::uint64_t> multiply_low(const avx512::Vec<std::uint64_t>& a,
                                                              const avx512::Vec<std::uint64_t>& b) {
  return {reinterpret_cast<avx512::Vec<std::uint64_t>::Raw>(_mm512_maskz_mul_epu32(
      static_cast<__mmask8>(-1), reinterpret_cast<__m512i>(a.v), reinterpret_cast<__m512i>(b.v)))};
}
#endif
inline baseline::Vec<std::uint64_t> multiply_low(const baseline::Vec<std::uint64_t>& a,
                                                 const baseline::Vec<std::uint64_t>& b) {
  return each(a, b, [](std::uint64_t x, std::uint64_t y) { return (x & 0xffffffffu) * (y & 0xffffffffu); });
}

/// Which of the three Vec<T> a kernel is compiled with.
struct Baseline {
  template <class T>
  using Vec = baseline::Vec<T>;
};
#if KERATIN_X86
struct Avx2 {
  template <class T>
  using Vec = avx2::Vec<T>;
};
struct Avx512 {
  template <class T>
  using Vec = avx512::Vec<T>;
};
template <class Body>
KERATIN_FLATTEN KERATIN_AVX2 void run_avx2(const Body& body) {
  body.template operator()<Avx2>();
}
template <class Body>
KERATIN_FLATTEN KERATIN_AVX512 void run_avx512(const Body& body) {
  body.template operator()<Avx512>();
}
#endif
#if KERATIN_X86
template <class Body>
[[gnu::cold]] void run_baseline(const Body& body) {  // for processors from before 2013: small and quick to compile
  body.template operator()<Baseline>();
}
#else
template <class Body>
KERATIN_FLATTEN void run_baseline(const Body& body) {
  body.template operator()<Baseline>();
}
#endif

/// Runs `body.operator()<Isa>()`, compiled for the processor's instructions; a loop in it uses `Isa::template Vec<T>`.
/// Only for float is the widest form worth its compile time.
template <class T, class Body>
void run(const Body& body) {
#if KERATIN_X86
  if constexpr (std::is_same_v<T, float> || std::is_same_v<T, std::uint64_t>)
    if (level() == Level::avx512) return run_avx512(body);
  if constexpr (std::is_floating_point_v<T> || std::is_same_v<T, std::uint64_t>)
    if (level() >= Level::avx2) return run_avx2(body);
#endif
  run_baseline(body);
}

#if KERATIN_X86
template <class Kernel, class... Args>
KERATIN_FLATTEN KERATIN_AVX2 void enter_avx2(Args... args) {
  Kernel::template run<Avx2>(args...);
}
template <class Kernel, class... Args>
KERATIN_FLATTEN KERATIN_AVX512 void enter_avx512(Args... args) {
  Kernel::template run<Avx512>(args...);
}
template <class Kernel, class... Args>
[[gnu::cold]] void enter_baseline(Args... args) {
  Kernel::template run<Baseline>(args...);
}
#else
template <class Kernel, class... Args>
KERATIN_FLATTEN void enter_baseline(Args... args) {
  Kernel::template run<Baseline>(args...);
}
#endif

/// A kernel compiled for several instruction sets, as data: code that only passes it on is compiled once for all
/// kernels.
template <class... Args>
struct Versions {
  using Run = void (*)(Args...);
  Run baseline = nullptr, avx2 = nullptr, avx512 = nullptr;  // nullptr: the one before serves

  Run best() const {
    if (avx512 != nullptr && level() == Level::avx512) return avx512;
    return avx2 != nullptr && level() >= Level::avx2 ? avx2 : baseline;
  }
};
/// The versions of `Kernel::run<Isa>(Args…)`, whose elements are of type T; Args are pointers and integers.
template <class Kernel, class T, class... Args>
constexpr Versions<Args...> versions() {
  Versions<Args...> all{enter_baseline<Kernel, Args...>};
#if KERATIN_X86
  if constexpr (std::is_floating_point_v<T>) all.avx2 = enter_avx2<Kernel, Args...>;
  if constexpr (std::is_same_v<T, float>) all.avx512 = enter_avx512<Kernel, Args...>;
#endif
  return all;
}

/// A class made by simd_vec.inc.
template <class V>
concept Vector = requires {
  typename V::value_type;
  V::width;
};

}  // namespace keratin::simd

#if KERATIN_DEFINE(core)
namespace keratin::simd {

KERATIN_INLINE Level& level() {
  static Level found = [] {
#if KERATIN_X86
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma"))
      return Level::avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return Level::avx2;
#endif
    return Level::baseline;
  }();
  return found;
}

}  // namespace keratin::simd
#endif
