// Texts in UTF-8: their characters, and lower case as Python has it. What is no UTF-8 is an error only where it is
// asked for; elsewhere its bytes stay as they are.
#pragma once
#include <string>
#include <string_view>

#include "error.hpp"
#include "platform.hpp"

namespace keratin::unicode {

/// One character of a text.
struct Character {
  char32_t code;
  std::size_t size;  ///< In bytes; 0 where the bytes are no UTF-8 and at the end.
};

/// The character whose bytes begin at `at`.
Character decode(std::string_view text, std::size_t at);
/// Adds a character's bytes.
void append(std::string& text, char32_t code);
/// The characters, one after the other, as parts of the text. Bytes that are no UTF-8 stand alone.
template <class F>
void for_each_character(std::string_view text, const F& f) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = decode(text, at).size;
    f(text.substr(at, size > 0 ? size : 1));
    at += size > 0 ? size : 1;
  }
}

/// Python's str.lower() of Unicode 14: one capital I with a dot becomes two characters, and a capital sigma at a word's
/// end the final sigma.
std::string to_lower(std::string_view text);
/// Only A to Z.
std::string to_lower_ascii(std::string_view text);

/// Throws value_error, with the byte and its place, unless the text is UTF-8.
void require_utf8(std::string_view text, std::string_view where);

}  // namespace keratin::unicode

#if KERATIN_DEFINE(core)
#include <algorithm>
#include <iterator>

#include "unicode_tables.hpp"

namespace keratin::unicode {

KERATIN_INLINE Character decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
  const unsigned first = byte(0);
  if (first < 0x80) return {first, at < text.size() ? std::size_t{1} : 0};
  const std::size_t size = first >= 0xC2 && first < 0xE0 ? 2 : first >= 0xE0 && first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (first < 0xC2 || size == 0) return {0, 0};
  char32_t code = first & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return {0, 0};
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};  // a longer form than needed is no UTF-8
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  if (code < least[size] || code > 0x10FFFF || surrogate) return {0, 0};
  return {code, size};
}

KERATIN_INLINE void append(std::string& text, char32_t code) {
  const auto add = [&](char32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      add(0xE0 | code >> 12);
    } else {
      add(0xF0 | code >> 18);
      add(0x80 | (code >> 12 & 0x3F));
    }
    add(0x80 | (code >> 6 & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

namespace detail {

/// The range that has the character, or nullptr.
template <class R, std::size_t n>
const R* find_range(const R (&ranges)[n], char32_t code) {
  const R* const after = std::upper_bound(std::begin(ranges), std::end(ranges), code,
                                          [](char32_t c, const R& range) { return c < range.first; });
  return after != std::begin(ranges) && code <= after[-1].last ? after - 1 : nullptr;
}

KERATIN_INLINE char32_t lower_of(char32_t code) {
  const LowerRange* const range = find_range(lower_ranges, code);
  if (range == nullptr || (static_cast<int>(code - range->first) % range->step) != 0) return code;
  return static_cast<char32_t>(static_cast<int>(code) + range->distance);
}

/// Whether the next character from `at` on (or, backwards, the one before it) that is not skipped has a case.
KERATIN_INLINE bool case_follows(std::string_view text, std::size_t at) {
  for (Character c = decode(text, at); c.size > 0; c = decode(text, at += c.size))
    if (find_range(ignorable_ranges, c.code) == nullptr) return find_range(cased_ranges, c.code) != nullptr;
  return false;
}
KERATIN_INLINE bool case_precedes(std::string_view text, std::size_t at) {
  while (at > 0) {
    do --at;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u);
    const Character c = decode(text, at);
    if (c.size == 0) return false;
    if (find_range(ignorable_ranges, c.code) == nullptr) return find_range(cased_ranges, c.code) != nullptr;
  }
  return false;
}

}  // namespace detail

KERATIN_INLINE std::string to_lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return lower;
}

KERATIN_INLINE std::string to_lower(std::string_view text) {
  constexpr char32_t capital_sigma = 0x3A3, sigma = 0x3C3, final_sigma = 0x3C2;
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return to_lower_ascii(text);
  std::string lower;
  lower.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, size] = decode(text, at);
    if (size == 0) {
      lower += text[at++];
      continue;
    }
    if (code == capital_sigma) {
      const bool last = detail::case_precedes(text, at) && !detail::case_follows(text, at + size);
      append(lower, last ? final_sigma : sigma);
    } else if (code == 0x130) {
      lower += "i\u0307";  // a capital I with a dot
    } else {
      append(lower, detail::lower_of(code));
    }
    at += size;
  }
  return lower;
}

KERATIN_INLINE void require_utf8(std::string_view text, std::string_view where) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = decode(text, at).size;
    if (size == 0)
      fail(where, ": expected a text in UTF-8; got the byte ", static_cast<unsigned char>(text[at]), " at place ", at,
           ". Hint: convert the text from its encoding, as `iconv -t UTF-8` does.");
    at += size;
  }
}

}  // namespace keratin::unicode
#endif
