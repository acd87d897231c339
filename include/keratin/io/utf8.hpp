// UTF-8: texts that other programs will read.
#pragma once
#include <string>
#include <string_view>

#include "../core/platform.hpp"

namespace keratin::io {

/// The text as valid UTF-8: each byte that belongs to no character becomes U+FFFD, and each control character a space.
std::string valid_utf8(std::string_view text);

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include <cstdint>

namespace keratin::io {

namespace detail {

/// The length of the character that the text begins with; 0 if it is none.
KERATIN_INLINE std::size_t utf8_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  std::uint32_t code = first & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0) != 0x80) return 0;
    code = (code << 6) | (next & 0x3fu);
  }
  constexpr std::uint32_t least[] = {0x80, 0x800, 0x10000};  // what a shorter form could say is not valid
  const bool surrogate = code >= 0xd800 && code < 0xe000;
  return code >= least[length - 2] && code <= 0x10ffff && !surrogate ? length : 0;
}

}  // namespace detail

KERATIN_INLINE std::string valid_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = detail::utf8_length(text);
    const auto first = static_cast<unsigned char>(text[0]);
    if (length == 0)
      out += "\xef\xbf\xbd";
    else if (first < ' ' || first == 0x7f)
      out += ' ';
    else
      out += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace keratin::io
#endif
