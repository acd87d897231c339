// CRC-32C (Castagnoli), as TFRecord files have it.   RFC 3720, B.4: crc32c("123456789") = 0xe3069283.
#pragma once
#include <cstdint>
#include <string_view>

#include "../core/platform.hpp"

namespace keratin::io {

std::uint32_t crc32c(std::string_view bytes);
/// The checksum as TFRecord files store it, so that a checksum of data with checksums in it is no special case.
std::uint32_t masked_crc32c(std::string_view bytes);

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include <array>

namespace keratin::io {

namespace detail {
inline constexpr std::array<std::uint32_t, 256> crc32c_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit) c = c >> 1 ^ (c & 1 ? 0x82F63B78u : 0);
    table[i] = c;
  }
  return table;
}();
}  // namespace detail

KERATIN_INLINE std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t c = ~std::uint32_t{0};
  for (const char b : bytes) c = c >> 8 ^ detail::crc32c_table[(c ^ static_cast<unsigned char>(b)) & 0xff];
  return ~c;
}
KERATIN_INLINE std::uint32_t masked_crc32c(std::string_view bytes) {
  const std::uint32_t c = crc32c(bytes);
  return (c >> 15 | c << 17) + 0xa282ead8u;
}

}  // namespace keratin::io
#endif
