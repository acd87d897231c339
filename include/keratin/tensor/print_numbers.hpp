// Numbers as numpy 2 prints them, alone or in columns. Included by print.hpp.
#pragma once
#include "../core/platform.hpp"

#if KERATIN_DEFINE(tensor)
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace keratin::printing {

/// A finite number's digits: sign, what stands before and behind the point, and the exponent if in exponent form.
struct Digits {
  std::string whole, fraction;
  int exponent = 0;
};

inline constexpr int print_precision = 8;

template <class T>
std::string_view chars(char (&buffer)[512], T value, std::chars_format format, int precision = -1) {
  const auto end = precision < 0 ? std::to_chars(buffer, buffer + sizeof buffer, value, format)
                                 : std::to_chars(buffer, buffer + sizeof buffer, value, format, precision);
  return {buffer, static_cast<std::size_t>(end.ptr - buffer)};
}

inline void strip_zeros(std::string& fraction) { fraction.erase(fraction.find_last_not_of('0') + 1); }

/// Takes a text such as -1.25e-03 apart.
inline Digits parse_scientific(std::string_view text) {
  const std::size_t point = text.find('.'), e = text.find('e');
  Digits digits{std::string(text.substr(0, std::min(point, e))), ""};
  if (point != text.npos) digits.fraction = text.substr(point + 1, e - point - 1);
  const std::size_t number = e + (text[e + 1] == '+' ? 2 : 1);
  std::from_chars(text.data() + number, text.data() + text.size(), digits.exponent);
  return digits;
}

/// The number rounded to `precision` digits behind the point.
template <class T>
Digits rounded_digits(T value, std::size_t precision) {
  char buffer[512];
  return parse_scientific(chars(buffer, value, std::chars_format::scientific, static_cast<int>(precision)));
}

/// The shortest digits that read back as the same number, cut to `precision` behind the point (-1: never).
template <class T>
Digits scientific_digits(T value, int precision) {
  char buffer[512];
  Digits digits = parse_scientific(chars(buffer, value, std::chars_format::scientific));
  if (precision >= 0 && digits.fraction.size() > static_cast<std::size_t>(precision))
    digits = rounded_digits(value, static_cast<std::size_t>(precision));
  strip_zeros(digits.fraction);
  return digits;
}

/// The same without exponent. Whole parts longer than the shortest digits end in zeros.
template <class T>
Digits positional_digits(T value, int precision) {
  Digits shortest = scientific_digits(value, -1);
  const bool negative = shortest.whole[0] == '-';
  const std::string all = shortest.whole.substr(negative ? 1 : 0) + shortest.fraction;
  const int whole = shortest.exponent + 1, count = static_cast<int>(all.size());
  if (precision >= 0 && count - whole > precision) {
    char buffer[512];
    const std::string_view text = chars(buffer, value, std::chars_format::fixed, precision);
    Digits digits{std::string(text.substr(0, text.find('.'))), std::string(text.substr(text.find('.') + 1))};
    strip_zeros(digits.fraction);
    return digits;
  }
  Digits digits;
  if (whole <= 0)
    digits = {"0", std::string(static_cast<std::size_t>(-whole), '0') + all};
  else if (whole >= count)
    digits = {all + std::string(static_cast<std::size_t>(whole - count), '0'), ""};
  else
    digits = {all.substr(0, static_cast<std::size_t>(whole)), all.substr(static_cast<std::size_t>(whole))};
  strip_zeros(digits.fraction);
  if (negative) digits.whole.insert(0, "-");
  return digits;
}

inline std::string exponent_text(int exponent, std::size_t width) {
  const std::string digits = std::to_string(std::abs(exponent));
  return (exponent < 0 ? "e-" : "e+") + std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
}
inline std::string pad_left(const std::string& text, std::size_t width) {
  return std::string(width > text.size() ? width - text.size() : 0, ' ') + text;
}
template <class T>
std::string special_text(T value) {
  return std::isnan(value) ? "nan" : value < 0 ? "-inf" : "inf";
}

/// From where on numpy writes exponents: 1e6 for float32, which has no more certain digits; for float64 1e8 in arrays.
template <class T>
constexpr T exponent_limit(bool scalar) {
  return sizeof(T) == 4 ? T(1e6) : scalar ? T(1e16) : T(1e8);
}

/// How the floats of one array are aligned, found from the values shown (numpy's FloatingFormat).
template <class T>
class FloatColumn {
 public:
  explicit FloatColumn(const std::vector<T>& values) : exponents_(needs_exponents(values)) {
    for (T v : values) {
      if (!std::isfinite(v)) continue;
      const Digits d = digits(v);
      left_ = std::max(left_, d.whole.size());
      right_ = std::max(right_, d.fraction.size());
      if (std::abs(d.exponent) >= 100) exponent_width_ = 3;
    }
    for (T v : values) {
      const std::size_t room = v < 0 ? 4 : 3;  // for -inf, inf or nan
      if (!std::isfinite(v) && room > behind() + 1) left_ = std::max(left_, room - behind() - 1);
    }
  }

  std::string word(T value) const {
    if (!std::isfinite(value)) return pad_left(special_text(value), left_ + behind() + 1);
    Digits d = digits(value);
    if (!exponents_) return pad_left(d.whole, left_) + "." + d.fraction + std::string(right_ - d.fraction.size(), ' ');
    // numpy fills the column with the number's further digits, not with zeros.
    if (d.fraction.size() < right_) d = rounded_digits(value, right_);
    return pad_left(d.whole, left_) + "." + d.fraction + exponent_text(d.exponent, exponent_width_);
  }

 private:
  static bool needs_exponents(const std::vector<T>& values) {
    T largest = 0, smallest = std::numeric_limits<T>::infinity();
    for (T v : values)
      if (std::isfinite(v) && v != 0) {
        largest = std::max(largest, std::abs(v));
        smallest = std::min(smallest, std::abs(v));
      }
    return largest > 0 && (largest >= exponent_limit<T>(false) || smallest < T(0.0001) || largest / smallest > T(1000));
  }
  Digits digits(T value) const {
    return exponents_ ? scientific_digits(value, print_precision) : positional_digits(value, print_precision);
  }
  /// Characters behind the point.
  std::size_t behind() const { return exponents_ ? right_ + 2 + exponent_width_ : right_; }

  bool exponents_;
  std::size_t left_ = 0, right_ = 0, exponent_width_ = 2;
};

template <class T>
std::vector<std::string> words_of(const std::vector<T>& values) {
  if constexpr (std::is_floating_point_v<T>) {
    const FloatColumn<T> column(values);
    std::vector<std::string> words;
    for (T v : values) words.push_back(column.word(v));
    return words;
  } else {
    std::vector<std::string> words;
    std::size_t width = 0;
    for (T v : values) words.push_back(std::to_string(v));
    for (const std::string& word : words) width = std::max(width, word.size());
    for (std::string& word : words) word = pad_left(word, width);
    return words;
  }
}
template <>
inline std::vector<std::string> words_of(const std::vector<char>& values) {  // bools: a vector<bool> packs its bits
  std::vector<std::string> words;
  for (char v : values) words.push_back(v ? " True" : "False");
  return words;
}

/// A 0-dimensional array prints as numpy's scalar, with all its digits.
template <class T>
std::string scalar_text(T value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "True" : "False";
  } else if constexpr (std::is_floating_point_v<T>) {
    if (!std::isfinite(value)) return special_text(value);
    const double size = std::abs(static_cast<double>(value));
    if (size == 0 || (size < exponent_limit<T>(true) && size >= 1e-4)) {
      const Digits d = positional_digits(value, -1);
      return d.whole + "." + (d.fraction.empty() ? "0" : d.fraction);
    }
    const Digits d = scientific_digits(value, -1);
    return d.whole + (d.fraction.empty() ? "" : "." + d.fraction) + exponent_text(d.exponent, 2);
  } else {
    return std::to_string(value);
  }
}

}  // namespace keratin::printing
#endif
