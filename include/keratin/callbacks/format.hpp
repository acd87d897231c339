// Numbers and file names as Python writes them: "{epoch:02d}-{val_loss:.2f}.keras" with its figures filled in.
#pragma once
#include <string>
#include <string_view>

#include "callback.hpp"

namespace keratin::callbacks {

/// A number as Python's repr: 0.0001, 1e-05, 100000.0, nan.
std::string python_number(double x);

/// Python's str.format with numbers: {name} and {name:spec}, where spec is
/// [[fill]align][sign][0][width][.precision][type] with the types d, e, f, g, E, F, G and %; {{ and }} stand for
/// braces. `whole` are integers and take d too. Throws name_error for an unknown name and value_error for a spec that
/// does not fit; `where` begins the text.
std::string python_format(std::string_view where, std::string_view pattern, const Named<index_t>& whole,
                          const Logs& logs);

/// Writes a line to std::cout, as Keras's messages are.
void print_message(const std::string& text);

}  // namespace keratin::callbacks

#if KERATIN_DEFINE(callbacks)
#include <algorithm>
#include <charconv>
#include <cmath>
#include <iostream>
#include <utility>

namespace keratin::callbacks {

KERATIN_INLINE void print_message(const std::string& text) { std::cout << text + "\n" << std::flush; }

KERATIN_INLINE std::string python_number(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x < 0 ? "-inf" : "inf";
  char text[64];
  const auto shortest = std::to_chars(text, text + sizeof text, x, std::chars_format::scientific).ptr;
  std::string_view digits(text, static_cast<std::size_t>(shortest - text));
  const std::size_t e = digits.find('e');
  int exponent = 0;
  std::from_chars(digits.data() + e + (digits[e + 1] == '+' ? 2 : 1), digits.data() + digits.size(), exponent);
  if (exponent < -4 || exponent >= 16) return std::string(digits);
  char plain[400];
  std::string fixed(plain, std::to_chars(plain, plain + sizeof plain, x, std::chars_format::fixed).ptr);
  return fixed.find('.') == fixed.npos ? fixed + ".0" : fixed;
}

namespace detail {

/// What stands behind the colon of {name:spec}.
struct FormatSpec {
  char fill = ' ', align = '\0', sign = '-', type = '\0';
  std::size_t width = 0;
  int precision = -1;
};

inline bool read_number(std::string_view& text, std::size_t& n) {
  const auto end = std::from_chars(text.data(), text.data() + text.size(), n).ptr;
  const auto used = static_cast<std::size_t>(end - text.data());
  text.remove_prefix(used);
  return used > 0 && n < 1000;
}

/// False if it is none.
inline bool read_spec(std::string_view text, FormatSpec& spec) {
  const auto is = [&](std::size_t i, std::string_view set) { return i < text.size() && set.find(text[i]) != set.npos; };
  const auto take = [&] {
    const char c = text[0];
    text.remove_prefix(1);
    return c;
  };
  if (is(1, "<>=^")) {
    spec.fill = take();
    spec.align = take();
  } else if (is(0, "<>=^")) {
    spec.align = take();
  }
  if (is(0, "+- ")) spec.sign = take();
  if (is(0, "0")) {
    take();
    if (spec.align == '\0') {
      spec.fill = '0';
      spec.align = '=';
    }
  }
  if (is(0, "123456789") && !read_number(text, spec.width)) return false;
  if (is(0, ".")) {
    take();
    std::size_t n = 0;
    if (!read_number(text, n)) return false;
    spec.precision = static_cast<int>(n);
  }
  if (is(0, "deEfFgG%")) spec.type = take();
  return text.empty();
}

/// |x| without fill.
inline std::string number_body(double x, const FormatSpec& spec) {
  if (spec.type == '\0' && spec.precision < 0) return python_number(x);
  if (spec.type == '%') x *= 100;
  char text[1400];
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return "inf";
  const bool fixed = spec.type == 'f' || spec.type == 'F' || spec.type == '%';
  const bool scientific = spec.type == 'e' || spec.type == 'E';
  const auto kind = fixed        ? std::chars_format::fixed
                    : scientific ? std::chars_format::scientific
                                 : std::chars_format::general;
  const int precision = spec.precision < 0 ? 6 : spec.precision;
  std::string body(text, std::to_chars(text, text + sizeof text, x, kind, precision).ptr);
  if (spec.type == '\0' && body.find_first_of(".e") == body.npos) body += ".0";
  if (spec.type == 'E' || spec.type == 'G')
    for (char& c : body)
      if (c == 'e') c = 'E';
  return spec.type == '%' ? body + "%" : body;
}

inline std::string filled(bool negative, std::string body, const FormatSpec& spec) {
  std::string sign = negative ? "-" : spec.sign == '-' ? "" : std::string(1, spec.sign);
  const std::size_t length = sign.size() + body.size(), room = spec.width > length ? spec.width - length : 0;
  if (spec.align == '=') return sign + std::string(room, spec.fill) + body;
  const std::size_t left = spec.align == '<' ? 0 : spec.align == '^' ? room / 2 : room;
  return std::string(left, spec.fill) + sign + body + std::string(room - left, spec.fill);
}

inline std::string formatted(std::string_view where, std::string_view field, const Named<index_t>& whole,
                             const Logs& logs) {
  const std::size_t colon = std::min(field.find(':'), field.size());
  const std::string_view name = field.substr(0, colon);
  FormatSpec spec;
  require(colon == field.size() || read_spec(field.substr(colon + 1), spec), where,
          ": expected a format such as {epoch:02d} or {val_loss:.2f}; got {", field, "}.");
  if (const auto found = whole.find(name); found != whole.end()) {
    const bool integer = spec.type == '\0' || spec.type == 'd';
    require(!integer || spec.precision < 0, where, ": expected no precision for an integer; got {", field, "}.");
    const index_t n = found->second;
    return filled(n < 0, integer ? std::to_string(std::abs(n)) : number_body(std::abs(static_cast<double>(n)), spec),
                  spec);
  }
  const auto found = logs.find(name);
  if (found == logs.end()) {
    std::string known;
    for (const auto& entry : whole) known += (known.empty() ? "" : ", ") + entry.first;
    for (const auto& entry : logs) known += ", " + entry.first;
    fail<name_error>(where, ": expected one of the names ", known, "; got {", field, "}.", suggestion(name, known));
  }
  require(spec.type != 'd', where, ": expected a format for real numbers, such as {val_loss:.2f}; got {", field, "}.");
  return filled(std::signbit(found->second), number_body(std::abs(found->second), spec), spec);
}

}  // namespace detail

KERATIN_INLINE std::string python_format(std::string_view where, std::string_view pattern, const Named<index_t>& whole,
                                         const Logs& logs) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    const bool twice = i + 1 < pattern.size() && pattern[i + 1] == c;
    if (c != '{' && c != '}') {
      text += c;
    } else if (twice) {
      text += c;
      ++i;
    } else {
      const std::size_t end = pattern.find('}', i);
      require(c == '{' && end != pattern.npos, where, ": expected pairs of braces; got \"", pattern, "\".");
      text += detail::formatted(where, pattern.substr(i + 1, end - i - 1), whole, logs);
      i = end;
    }
  }
  return text;
}

}  // namespace keratin::callbacks
#endif
