// PTX text as words and punctuation.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace cuda_emulator {

struct Token {
  std::string_view text;
  int line = 0;

  bool is(std::string_view other) const { return text == other; }
};

/// The tokens of a PTX text, without comments: words (with their dots, as `ld.global.f32`), strings, single signs.
std::vector<Token> split_tokens(std::string_view text);

/// A place in a list of tokens.
class TokenReader {
 public:
  TokenReader(const std::vector<Token>& tokens, std::size_t at, std::size_t end)
      : tokens_(&tokens), at_(at), end_(end) {}

  bool done() const { return at_ >= end_; }
  std::size_t at() const { return at_; }
  const Token& peek() const { return (*tokens_)[at_]; }
  const Token& next();
  bool next_is(std::string_view text) const { return !done() && peek().is(text); }
  /// Goes over the next token if it is that one.
  bool take(std::string_view text);
  /// The next token must be that one.
  void expect(std::string_view text);
  /// Goes behind the brace that closes the one just read.
  void skip_braces();
  void skip_line();
  void skip_behind(std::string_view text);

 private:
  const std::vector<Token>* tokens_;
  std::size_t at_, end_;
};

/// The value of a number as PTX writes it (0x1F, -3, 0f3F800000, 0d…, 12U), as bits; false if it is none.
bool parse_number(std::string_view text, std::uint64_t& bits);

}  // namespace cuda_emulator
