// The header of an npy file: a Python dict as text. Included by npy.hpp.
#pragma once
#include "../core/platform.hpp"

#if KERATIN_DEFINE(io)
#include <charconv>
#include <string>
#include <string_view>

#include "../core/shape.hpp"

namespace keratin::io::detail {

/// What the header says.
struct NpyHeader {
  std::string descr;  // byte order, kind and width, as in "<f4"
  bool fortran = false;
  Shape shape;
  std::size_t count = 1;
};

/// Reads the header's text, a Python dict such as {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }.
class NpyHeaderParser {
 public:
  NpyHeaderParser(std::string_view text, std::string_view where) : text_(text), where_(where) {}

  NpyHeader parse() {
    NpyHeader header;
    expect('{');
    int seen = 0;
    while (!accept('}')) {
      const std::string key = quoted();
      expect(':');
      if (key == "descr") {
        header.descr = descr();
        seen |= 1;
      } else if (key == "fortran_order") {
        header.fortran = boolean();
        seen |= 2;
      } else if (key == "shape") {
        shape(header);
        seen |= 4;
      } else {
        refuse();
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    if (seen != 7) refuse();
    return header;
  }

 private:
  [[noreturn]] void refuse() const {
    fail<file_error>(where_, ": expected a header with descr, fortran_order and shape; got ",
                     printable(text_.substr(0, 120)), ".");
  }
  static std::string printable(std::string_view text) {
    std::string out = "\"";
    for (char c : text) out += c >= ' ' && c <= '~' ? c : '?';
    return out + "\"";
  }
  void skip_spaces() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  bool accept(char c) {
    skip_spaces();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) refuse();
  }
  std::string quoted() {
    const char quote = accept('\'') ? '\'' : '"';
    if (quote == '"') expect('"');
    const std::size_t end = text_.find(quote, at_);
    if (end == text_.npos) refuse();
    const std::string value(text_.substr(at_, end - at_));
    at_ = end + 1;
    return value;
  }
  std::string descr() {
    skip_spaces();
    if (at_ < text_.size() && (text_[at_] == '[' || text_[at_] == '('))
      fail<dtype_error>(where_, ": expected numbers; got a structured dtype.");
    return quoted();
  }
  bool boolean() {
    skip_spaces();
    for (const std::string_view word : {"True", "False"})
      if (text_.substr(at_, word.size()) == word) {
        at_ += word.size();
        return word == "True";
      }
    refuse();
  }
  void shape(NpyHeader& header) {
    bool overflow = false, none = false;
    expect('(');
    while (!accept(')')) {
      const index_t dimension = integer();
      if (header.shape.rank() == Shape::max_rank)
        fail<shape_error>(where_, ": expected at most ", Shape::max_rank, " dimensions; got ",
                          printable(text_.substr(0, 120)), ".");
      header.shape.push_back(dimension);
      none = none || dimension == 0;
      if (dimension != 0)
        overflow |= __builtin_mul_overflow(header.count, static_cast<std::size_t>(dimension), &header.count);
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    if (overflow || header.count > static_cast<std::size_t>(INT64_MAX))
      fail<file_error>(where_, ": expected fewer than 2^63 elements; got shape ", header.shape, ".");
    if (none) header.count = 0;
  }
  index_t integer() {
    skip_spaces();
    index_t value = 0;
    const char* const begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (error != std::errc() || value < 0) refuse();
    at_ += static_cast<std::size_t>(end - begin);
    accept('L');  // Python 2 wrote long integers so
    return value;
  }

  std::string_view text_, where_;
  std::size_t at_ = 0;
};

/// Splits off the header; `bytes` is left with what follows it.
KERATIN_INLINE NpyHeader take_npy_header(std::string_view& bytes, std::string_view where) {
  constexpr std::string_view magic = "\x93NUMPY";
  if (!bytes.starts_with(magic) || bytes.size() < 10)
    fail<file_error>(where, ": expected the npy format; got ", bytes.size(), " bytes that do not begin as it does.");
  const int version = bytes[6];
  if (version < 1 || version > 3)
    fail<file_error>(where, ": expected version 1, 2 or 3 of the npy format; got ", version, ".");
  const std::size_t width = version == 1 ? 2 : 4, begin = magic.size() + 2 + width;
  std::size_t length = 0;
  for (std::size_t i = 0; i < width && i + 8 < bytes.size(); ++i)
    length |= std::size_t{static_cast<unsigned char>(bytes[8 + i])} << (8 * i);
  if (bytes.size() < begin || bytes.size() - begin < length)
    fail<file_error>(where, ": expected a header of ", length, " bytes; got a file that ends within it.");
  const NpyHeader header = NpyHeaderParser(bytes.substr(begin, length), where).parse();
  bytes.remove_prefix(begin + length);
  return header;
}

}  // namespace keratin::io::detail
#endif
