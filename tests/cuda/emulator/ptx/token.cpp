#include "token.hpp"

#include <cctype>
#include <charconv>
#include <cstdint>

#include "../settings.hpp"

namespace cuda_emulator {
namespace {

bool in_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '$' || c == '%';
}

/// The end of the word at `i`: `::` goes on with it (`L1::evict_last`), a single colon does not.
std::size_t word_end(std::string_view text, std::size_t i) {
  for (;;) {
    while (i < text.size() && in_word(text[i])) ++i;
    if (text.substr(i, 2) != "::" || i + 2 >= text.size() || !in_word(text[i + 2])) return i;
    i += 2;
  }
}

/// The end of the comment at `i`, or `i` if there is none.
std::size_t comment_end(std::string_view text, std::size_t i) {
  if (text.substr(i, 2) == "//") return std::min(text.find('\n', i), text.size());
  if (text.substr(i, 2) == "/*") return std::min(text.find("*/", i), text.size() - 2) + 2;
  return i;
}

}  // namespace

std::vector<Token> split_tokens(std::string_view text) {
  std::vector<Token> tokens;
  int line = 1;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\n') ++line;
    if (std::isspace(static_cast<unsigned char>(text[i])) != 0) {
      ++i;
      continue;
    }
    if (const std::size_t end = comment_end(text, i); end != i) {
      i = end;
      continue;
    }
    std::size_t end = i + 1;
    const bool negative =
        text[i] == '-' && end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0;
    if (in_word(text[i]) || negative) end = word_end(text, end);
    if (text[i] == '"') end = std::min(text.find('"', end), text.size() - 1) + 1;
    tokens.push_back({text.substr(i, end - i), line});
    i = end;
  }
  return tokens;
}

const Token& TokenReader::next() {
  if (done()) throw Fault("PTX: the text ends too early");
  return (*tokens_)[at_++];
}
bool TokenReader::take(std::string_view text) {
  if (!next_is(text)) return false;
  ++at_;
  return true;
}
void TokenReader::expect(std::string_view text) {
  const Token& token = next();
  if (!token.is(text))
    throw Fault("PTX line " + std::to_string(token.line) + ": expected " + std::string(text) + "; got " +
                std::string(token.text));
}
void TokenReader::skip_braces() {
  for (int depth = 1; depth > 0;) {
    const Token& token = next();
    depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
  }
}
void TokenReader::skip_line() {
  const int line = (*tokens_)[at_ - 1].line;
  while (!done() && peek().line == line) ++at_;
}
void TokenReader::skip_behind(std::string_view text) {
  while (!next().is(text)) {
  }
}

bool parse_number(std::string_view text, std::uint64_t& bits) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text.front())) == 0) return false;
  int base = 10;
  if (text.size() > 2 && text[0] == '0' && std::isalpha(static_cast<unsigned char>(text[1])) != 0) {
    base = text[1] == 'b' || text[1] == 'B' ? 2 : 16;  // 0x, 0f and 0d all come before hexadecimal digits
    text.remove_prefix(2);
  }
  while (!text.empty() && text.back() == 'U') text.remove_suffix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits, base);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  if (negative) bits = 0 - bits;
  return true;
}

}  // namespace cuda_emulator
