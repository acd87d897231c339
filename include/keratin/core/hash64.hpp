// Hashes of 64 bits, as TensorFlow computes them, and with it Keras's layers that put words in buckets.
#pragma once
#include <cstdint>
#include <string_view>

#include "platform.hpp"

namespace keratin {

/// FarmHash's Fingerprint64 (Google, 2014), the same on every machine.
std::uint64_t farm_hash64(std::string_view bytes);
/// SipHash-2-4 (J. Aumasson, D. Bernstein, 2012): without the key nobody can make words for one bucket.
std::uint64_t sip_hash64(std::string_view bytes, std::uint64_t key0, std::uint64_t key1);

}  // namespace keratin

#if KERATIN_DEFINE(core)
#include <bit>
#include <utility>

namespace keratin {

namespace detail {

inline constexpr std::uint64_t farm0 = 0xC3A5C85C97CB3127u, farm1 = 0xB492B66FBE98F273u, farm2 = 0x9AE16A3B2F90404Fu;

/// The bytes from `at` on as a number, the lowest first.
inline std::uint64_t fetch(std::string_view bytes, std::size_t at, std::size_t count = 8) {
  std::uint64_t v = 0;
  for (std::size_t i = 0; i < count; ++i) v |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return v;
}
inline std::uint64_t shift_mix(std::uint64_t v) { return v ^ v >> 47; }
inline std::uint64_t farm_mix(std::uint64_t u, std::uint64_t v, std::uint64_t mul) {
  const std::uint64_t a = shift_mix((u ^ v) * mul);
  return shift_mix((v ^ a) * mul) * mul;
}

inline std::uint64_t farm_to_16(std::string_view s) {
  const std::size_t n = s.size();
  const std::uint64_t mul = farm2 + n * 2;
  if (n >= 8) {
    const std::uint64_t a = fetch(s, 0) + farm2, b = fetch(s, n - 8);
    return farm_mix(std::rotr(b, 37) * mul + a, (std::rotr(a, 25) + b) * mul, mul);
  }
  if (n >= 4) return farm_mix(n + (fetch(s, 0, 4) << 3), fetch(s, n - 4, 4), mul);
  if (n == 0) return farm2;
  const std::uint64_t y = fetch(s, 0, 1) + (fetch(s, n / 2, 1) << 8), z = n + (fetch(s, n - 1, 1) << 2);
  return shift_mix(y * farm2 ^ z * farm0) * farm2;
}
inline std::uint64_t farm_to_32(std::string_view s) {
  const std::size_t n = s.size();
  const std::uint64_t mul = farm2 + n * 2, a = fetch(s, 0) * farm1, b = fetch(s, 8), c = fetch(s, n - 8) * mul,
                      d = fetch(s, n - 16) * farm2;
  return farm_mix(std::rotr(a + b, 43) + std::rotr(c, 30) + d, a + std::rotr(b + farm2, 18) + c, mul);
}
inline std::uint64_t farm_to_64(std::string_view s) {
  const std::size_t n = s.size();
  const std::uint64_t mul = farm2 + n * 2, a = fetch(s, 0) * farm2, b = fetch(s, 8), c = fetch(s, n - 8) * mul,
                      d = fetch(s, n - 16) * farm2;
  const std::uint64_t y = std::rotr(a + b, 43) + std::rotr(c, 30) + d;
  const std::uint64_t z = farm_mix(y, a + std::rotr(b + farm2, 18) + c, mul);
  const std::uint64_t e = fetch(s, 16) * mul, f = fetch(s, 24), g = (y + fetch(s, n - 32)) * mul,
                      h = (z + fetch(s, n - 24)) * mul;
  return farm_mix(std::rotr(e + f, 43) + std::rotr(g, 30) + h, e + std::rotr(f + a, 18) + g, mul);
}

using Pair64 = std::pair<std::uint64_t, std::uint64_t>;

/// The state of longer texts, of which 64 bytes are taken at a time.
struct FarmState {
  std::uint64_t x, y, z;
  Pair64 v = {0, 0}, w = {0, 0};

  static Pair64 weak(std::string_view s, std::size_t at, std::uint64_t a, std::uint64_t b) {
    a += fetch(s, at);
    b = std::rotr(b + a + fetch(s, at + 24), 21);
    const std::uint64_t c = a;
    a += fetch(s, at + 8) + fetch(s, at + 16);
    b += std::rotr(a, 44);
    return {a + fetch(s, at + 24), b + c};
  }
  /// `times` is 1, and 9 at the end.
  void take(std::string_view s, std::size_t at, std::uint64_t mul, std::uint64_t times) {
    x = std::rotr(x + y + v.first + fetch(s, at + 8), 37) * mul;
    y = std::rotr(y + v.second + fetch(s, at + 48), 42) * mul;
    x ^= w.second * times;
    y += v.first * times + fetch(s, at + 40);
    z = std::rotr(z + w.first, 33) * mul;
    v = weak(s, at, v.second * mul, x + w.first);
    w = weak(s, at + 32, z + w.second, y + fetch(s, at + 16));
    std::swap(z, x);
  }
};

}  // namespace detail

KERATIN_INLINE std::uint64_t farm_hash64(std::string_view s) {
  using namespace detail;
  const std::size_t n = s.size();
  if (n <= 16) return farm_to_16(s);
  if (n <= 32) return farm_to_32(s);
  if (n <= 64) return farm_to_64(s);
  constexpr std::uint64_t seed = 81, y = seed * farm1 + 113;
  FarmState state{seed * farm2 + fetch(s, 0), y, shift_mix(y * farm2 + 113) * farm2};
  const std::size_t rest = (n - 1) % 64;
  for (std::size_t at = 0; at < n - 1 - rest; at += 64) state.take(s, at, farm1, 1);
  const std::uint64_t mul = farm1 + ((state.z & 0xFF) << 1);
  state.w.first += rest;
  state.v.first += state.w.first;
  state.w.first += state.v.first;
  state.take(s, n - 64, mul, 9);
  return farm_mix(farm_mix(state.v.first, state.w.first, mul) + shift_mix(state.y) * farm0 + state.z,
                  farm_mix(state.v.second, state.w.second, mul) + state.x, mul);
}

KERATIN_INLINE std::uint64_t sip_hash64(std::string_view s, std::uint64_t key0, std::uint64_t key1) {
  std::uint64_t a = key0 ^ 0x736F6D6570736575u, b = key1 ^ 0x646F72616E646F6Du, c = key0 ^ 0x6C7967656E657261u,
                d = key1 ^ 0x7465646279746573u;
  const auto rounds = [&](int count) {
    for (int i = 0; i < count; ++i) {
      a += b;
      b = std::rotl(b, 13) ^ a;
      a = std::rotl(a, 32);
      c += d;
      d = std::rotl(d, 16) ^ c;
      a += d;
      d = std::rotl(d, 21) ^ a;
      c += b;
      b = std::rotl(b, 17) ^ c;
      c = std::rotl(c, 32);
    }
  };
  const auto take = [&](std::uint64_t word) {
    d ^= word;
    rounds(2);
    a ^= word;
  };
  const std::size_t whole = s.size() / 8 * 8;
  for (std::size_t at = 0; at < whole; at += 8) take(detail::fetch(s, at));
  take(detail::fetch(s, whole, s.size() - whole) | std::uint64_t{s.size()} << 56);
  c ^= 0xFF;
  rounds(4);
  return a ^ b ^ c ^ d;
}

}  // namespace keratin
#endif
