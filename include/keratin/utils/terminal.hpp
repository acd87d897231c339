// Where text goes: is it a terminal, how wide is it, does it show UTF-8, and how many columns does a text take there?
#pragma once
#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

#include "../core/platform.hpp"

namespace keratin::utils {

/// Whether what is written to `stream` (std::cout, std::cerr or std::clog) appears on a terminal that can redraw a
/// line. False for all other streams, for a std::cout that was sent to a file or string, and where TERM is "dumb".
bool is_terminal(const std::ostream& stream);

/// The terminal's width in columns: the environment variable COLUMNS, else the width of the terminal behind standard
/// output (error, input), else 80. As Python's shutil.get_terminal_size.
std::size_t terminal_columns();

/// Whether the locale of the environment (LC_ALL, else LC_CTYPE, else LANG) takes UTF-8. As in Python, a locale that
/// says nothing (unset, "C" or "POSIX") does.
bool is_utf8();

/// How many columns a terminal takes to show UTF-8 text: 2 for East Asian wide characters and emoji, 0 for combining
/// and control characters. A byte that is not valid UTF-8 counts as one.
std::size_t display_width(std::string_view text);

/// The longest beginning of the text that takes at most `width` columns; never a part of a character.
std::string_view cut_to_width(std::string_view text, std::size_t width);

/// Escape sequences that begin a style, as Keras uses them.
namespace style {
inline constexpr std::string_view bold = "\x1b[1m", green = "\x1b[32m", white = "\x1b[37m", end = "\x1b[0m";
}

/// A line in the making: text in styles (none where `styled` is false), cut where `room` columns are full.
struct StyledLine {
  bool styled = false;
  std::size_t room = std::string::npos;
  std::size_t width = 0;  ///< The columns taken so far.
  std::string text = {};

  void add(std::string_view part, std::string_view style = "");
};

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <langinfo.h>
#include <locale.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <typeinfo>

namespace keratin::utils {
namespace terminal_detail {

inline std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

struct CodeRange {
  char32_t first, last;
};
// Blocks, not single characters: enough for names that people write, and short.
inline constexpr std::array zero_width_blocks{
    CodeRange{0x300, 0x36F},   CodeRange{0x483, 0x489},    CodeRange{0x591, 0x5BD},   CodeRange{0x610, 0x61A},
    CodeRange{0x64B, 0x65F},   CodeRange{0x93A, 0x93C},    CodeRange{0x93E, 0x94F},   CodeRange{0xE34, 0xE3A},
    CodeRange{0xE47, 0xE4E},   CodeRange{0x1160, 0x11FF},  CodeRange{0x1AB0, 0x1ADD}, CodeRange{0x1DC0, 0x1DFF},
    CodeRange{0x200B, 0x200F}, CodeRange{0x2028, 0x202E},  CodeRange{0x2060, 0x206F}, CodeRange{0x20D0, 0x20F0},
    CodeRange{0x302A, 0x302F}, CodeRange{0x3099, 0x309A},  CodeRange{0xFE00, 0xFE0F}, CodeRange{0xFE20, 0xFE2F},
    CodeRange{0xFEFF, 0xFEFF}, CodeRange{0x1F3FB, 0x1F3FF}};
inline constexpr std::array wide_blocks{
    CodeRange{0x1100, 0x115F},   CodeRange{0x231A, 0x231B},   CodeRange{0x23E9, 0x23EC},   CodeRange{0x26A1, 0x26A1},
    CodeRange{0x2705, 0x2705},   CodeRange{0x274C, 0x274C},   CodeRange{0x2753, 0x2755},   CodeRange{0x2B50, 0x2B50},
    CodeRange{0x2E80, 0x303E},   CodeRange{0x3041, 0x3247},   CodeRange{0x3250, 0xA4C6},   CodeRange{0xA960, 0xA97C},
    CodeRange{0xAC00, 0xD7A3},   CodeRange{0xF900, 0xFAFF},   CodeRange{0xFE10, 0xFE19},   CodeRange{0xFE30, 0xFE6B},
    CodeRange{0xFF01, 0xFF60},   CodeRange{0xFFE0, 0xFFE6},   CodeRange{0x16FE0, 0x1B2FB}, CodeRange{0x1F300, 0x1F320},
    CodeRange{0x1F32D, 0x1F393}, CodeRange{0x1F3A0, 0x1F3F0}, CodeRange{0x1F400, 0x1F4FC}, CodeRange{0x1F4FF, 0x1F53D},
    CodeRange{0x1F5FB, 0x1F64F}, CodeRange{0x1F680, 0x1F6C5}, CodeRange{0x1F7E0, 0x1F7EB}, CodeRange{0x1F90C, 0x1F9FF},
    CodeRange{0x1FA70, 0x1FAF8}, CodeRange{0x20000, 0x3FFFD}};

template <std::size_t N>
bool within(char32_t c, const std::array<CodeRange, N>& blocks) {
  for (const CodeRange& block : blocks)
    if (c >= block.first && c <= block.last) return true;
  return false;
}

inline std::size_t character_width(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return 0;
  if (c < 0x300 || (c >= 0x2500 && c < 0x2600)) return 1;  // Latin and box drawing: most of what is printed
  if (within(c, zero_width_blocks)) return 0;
  return within(c, wide_blocks) ? 2 : 1;
}

struct Character {
  char32_t code;
  std::size_t bytes;
};

/// The first character of a text that is not empty. An invalid byte comes back as U+FFFD.
inline Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 && lead < 0xF5 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
  if (length == 1 || lead >= 0xF5 || length > text.size()) return {0xFFFD, 1};
  char32_t code = lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {0xFFFD, 1};
    code = (code << 6) | (byte(i) & 0x3Fu);
  }
  return {code, length};
}

/// Whether a locale's name, such as "de_DE.UTF-8@euro", names UTF-8.
inline bool names_utf8(std::string_view locale) {
  std::string letters;
  for (char c : locale)
    if (c != '-') letters += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return letters.find("utf8") != std::string::npos;
}

}  // namespace terminal_detail

KERATIN_INLINE bool is_terminal(const std::ostream& stream) {
  const int descriptor = &stream == &std::cout ? STDOUT_FILENO : STDERR_FILENO;
  if (&stream != &std::cout && &stream != &std::cerr && &stream != &std::clog) return false;
  const std::streambuf* buffer = stream.rdbuf();
  // A program may have put another buffer in place: then the descriptor says nothing about where the text goes.
  const bool redirected =
      !buffer || typeid(*buffer) == typeid(std::filebuf) || dynamic_cast<const std::stringbuf*>(buffer);
  return !redirected && isatty(descriptor) == 1 && terminal_detail::environment("TERM") != "dumb";
}

KERATIN_INLINE std::size_t terminal_columns() {
  const std::string_view columns = terminal_detail::environment("COLUMNS");
  std::size_t width = 0;
  for (char c : columns) width = c >= '0' && c <= '9' && width < 100000 ? width * 10 + std::size_t(c - '0') : 0;
  if (width > 0) return width;
  for (int descriptor : {STDOUT_FILENO, STDERR_FILENO, STDIN_FILENO}) {
    winsize size{};
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  }
  return 80;
}

KERATIN_INLINE bool is_utf8() {
  std::string_view name;
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (name.empty()) name = terminal_detail::environment(variable);
  if (name.empty() || name == "C" || name == "POSIX" || terminal_detail::names_utf8(name)) return true;
  if (name.find('.') != name.npos) return false;  // it names another encoding
  const locale_t locale = newlocale(LC_CTYPE_MASK, "", locale_t{});
  if (!locale) return true;  // not installed: a program then runs in "C"
  const bool utf8 = terminal_detail::names_utf8(nl_langinfo_l(CODESET, locale));
  freelocale(locale);
  return utf8;
}

KERATIN_INLINE std::string_view cut_to_width(std::string_view text, std::size_t width) {
  std::size_t end = 0;
  while (end < text.size()) {
    const auto [code, bytes] = terminal_detail::first_character(text.substr(end));
    const std::size_t columns = terminal_detail::character_width(code);
    if (columns > width) break;
    width -= columns;
    end += bytes;
  }
  return text.substr(0, end);
}

KERATIN_INLINE std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto [code, bytes] = terminal_detail::first_character(text.substr(i));
    width += terminal_detail::character_width(code);
    i += bytes;
  }
  return width;
}

KERATIN_INLINE void StyledLine::add(std::string_view part, std::string_view style) {
  const std::string_view shown = cut_to_width(part, room - width);
  width += display_width(shown);
  if (styled) text += style;
  text += shown;
  if (styled && !style.empty()) text += utils::style::end;
}

}  // namespace keratin::utils
#endif
