// Laying out text in columns: word wrap, fitting into a width, and numbers as Python formats them.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "../core/platform.hpp"

namespace keratin::utils {

enum class Justify { left, right, center };

/// Breaks a text into lines of at most `width` columns, at spaces. A word too long for any line stands on its own, too
/// long; with `fold` it continues on the next lines. At least one line comes back. As the Python package rich wraps.
std::vector<std::string> wrap(std::string_view text, std::size_t width, bool fold = false);

/// The text in exactly `width` columns: filled with spaces, or cut, with `ellipsis` at its end.
std::string fit(std::string_view text, std::size_t width, Justify justify, std::string_view ellipsis = "…");

/// Takes `excess` columns from the widths as evenly as whole numbers can, as rich does.
void shrink(std::vector<std::size_t>& widths, std::size_t excess);

/// Gives `spare` columns to the widths, in proportion to them, as rich does.
void grow(std::vector<std::size_t>& widths, std::size_t spare);

/// Python's f"{value:.{digits}f}", in every locale.
std::string fixed(double value, int digits);

/// Python's f"{value:.{digits}e}", in every locale.
std::string scientific(double value, int digits);

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <algorithm>
#include <charconv>
#include <cmath>

#include "terminal.hpp"

namespace keratin::utils {
namespace text_detail {

inline std::string_view without_trailing_spaces(std::string_view text) {
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

/// Collects the lines of a text that is read word by word.
class LineBreaker {
 public:
  LineBreaker(std::string_view text, std::size_t width) : text_(text), width_(width) {}

  bool fits(std::string_view word) const { return used_ + display_width(without_trailing_spaces(word)) <= width_; }
  void take(std::string_view word) { used_ += display_width(word); }
  std::size_t begin() const { return begin_; }

  /// Ends the line before byte `end`. Spaces that do not fit are dropped.
  void break_at(std::size_t end) {
    std::string_view line = text_.substr(begin_, end - begin_);
    while (line.ends_with(' ') && display_width(line) > width_) line.remove_suffix(1);
    lines_.emplace_back(line);
    begin_ = end;
    used_ = 0;
  }

  std::vector<std::string> finish() {
    break_at(text_.size());
    return std::move(lines_);
  }

 private:
  std::string_view text_;
  std::size_t width_;
  std::size_t begin_ = 0, used_ = 0;
  std::vector<std::string> lines_;
};

inline std::string to_digits(double value, std::chars_format format, int digits) {
  if (std::isnan(value)) return "nan";  // Python shows no sign
  char text[512];
  const auto end = std::to_chars(text, text + sizeof text, value, format, digits).ptr;
  return std::string(text, end);
}

}  // namespace text_detail

KERATIN_INLINE std::vector<std::string> wrap(std::string_view text, std::size_t width, bool fold) {
  text_detail::LineBreaker lines(text, width);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t word_begin = text.find_first_not_of(' ', at);
    const std::size_t end = std::min(text.find_first_not_of(' ', text.find(' ', word_begin)), text.size());
    std::string_view word = text.substr(at, end - at);  // with the spaces behind it
    if (at > 0 && !lines.fits(word)) lines.break_at(at);
    while (fold && width > 1 && !lines.fits(word)) {
      const std::size_t piece = cut_to_width(word, width).size();
      lines.break_at(lines.begin() + piece);
      word.remove_prefix(piece);
    }
    lines.take(word);
    at = end;
  }
  return lines.finish();
}

KERATIN_INLINE std::string fit(std::string_view text, std::size_t width, Justify justify, std::string_view ellipsis) {
  text = text_detail::without_trailing_spaces(text);
  std::string fitted(text);
  if (display_width(text) > width) {
    ellipsis = cut_to_width(ellipsis, width);
    const std::size_t room = width - display_width(ellipsis);
    fitted = cut_to_width(text, room);
    fitted.append(room - display_width(fitted), ' ').append(ellipsis);  // a wide character may not fill the room
  }
  const std::size_t spaces = width - display_width(fitted);
  const std::size_t left = justify == Justify::right ? spaces : justify == Justify::center ? spaces / 2 : 0;
  return std::string(left, ' ') + fitted + std::string(spaces - left, ' ');
}

KERATIN_INLINE void shrink(std::vector<std::size_t>& widths, std::size_t excess) {
  auto remaining = static_cast<double>(excess);
  auto columns = static_cast<double>(widths.size());
  for (std::size_t& width : widths) {
    const double share = std::min(static_cast<double>(width), std::nearbyint(remaining / columns));
    width -= static_cast<std::size_t>(share);
    remaining -= share;
    columns -= 1;
  }
}

KERATIN_INLINE void grow(std::vector<std::size_t>& widths, std::size_t spare) {
  double total = 0;
  for (std::size_t width : widths) total += static_cast<double>(width);
  auto remaining = static_cast<double>(spare);
  for (std::size_t& width : widths) {
    const auto ratio = static_cast<double>(width);
    const double share = total > 0 ? std::ceil(ratio * remaining / total) : remaining;
    width += static_cast<std::size_t>(std::max(0.0, share));
    total -= ratio;
    remaining -= share;
  }
}

KERATIN_INLINE std::string fixed(double value, int digits) {
  return text_detail::to_digits(value, std::chars_format::fixed, digits);
}

KERATIN_INLINE std::string scientific(double value, int digits) {
  return text_detail::to_digits(value, std::chars_format::scientific, digits);
}

}  // namespace keratin::utils
#endif
