// Numbers of 16 bits and TF32: what the products of cuBLAS and the conversions of kernels round to.
#pragma once
#include <bit>
#include <cmath>
#include <cstdint>

namespace cuda_emulator {

inline float from_bfloat16(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16); }

/// To the nearest, to even between two.
inline std::uint16_t to_bfloat16(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  if (std::isnan(x)) return 0x7fff;
  return static_cast<std::uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

/// An element of a tensor of them.
struct Bfloat16 {
  std::uint16_t bits = 0;
  explicit Bfloat16(double x) : bits(to_bfloat16(static_cast<float>(x))) {}
  operator double() const { return static_cast<double>(from_bfloat16(bits)); }
};

/// A float with 10 bits behind the point, to the nearest, away from 0 between two.
inline float to_tf32(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  return std::isfinite(x) ? std::bit_cast<float>((bits + 0x1000) & 0xffffe000) : x;
}

inline float from_float16(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31, fraction = bits & 1023;
  const float sign = (bits & 0x8000) != 0 ? -1.0f : 1.0f;
  if (exponent == 31) return fraction != 0 ? NAN : sign * INFINITY;
  return sign * (exponent == 0 ? std::ldexp(static_cast<float>(fraction), -24)
                               : std::ldexp(static_cast<float>(fraction + 1024), exponent - 25));
}

inline std::uint16_t to_float16(float x) {
  const auto sign = static_cast<std::uint16_t>(std::signbit(x) ? 0x8000 : 0);
  const float a = std::fabs(x);
  if (std::isnan(x)) return 0x7fff;
  if (a >= 65520.0f) return static_cast<std::uint16_t>(sign | 0x7c00);
  if (a < 6.103515625e-05f)
    return static_cast<std::uint16_t>(sign | static_cast<int>(std::nearbyint(std::ldexp(a, 24))));
  int exponent = 0;
  std::frexp(a, &exponent);  // a lies in [2^(exponent - 1), 2^exponent)
  const int fraction = static_cast<int>(std::nearbyint(std::ldexp(a, 11 - exponent)));  // 1024 to 2048
  return static_cast<std::uint16_t>(sign | (((exponent + 13) << 10) + fraction));
}

}  // namespace cuda_emulator
