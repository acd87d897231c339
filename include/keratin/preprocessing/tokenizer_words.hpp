// The words of a text, as a Tokenizer's options say. Included by tokenizer.hpp.
#pragma once
#include "../core/platform.hpp"

#if KERATIN_DEFINE(preprocessing)
#include "tokenizer.hpp"

namespace keratin::preprocessing {

namespace detail {

inline std::vector<std::string> characters_of(std::string_view text, bool lower) {
  unicode::require_utf8(text, "Tokenizer");
  const std::string whole = lower ? unicode::to_lower(text) : std::string(text);
  std::vector<std::string> characters;
  unicode::for_each_character(whole, [&](std::string_view c) { characters.emplace_back(c); });
  return characters;
}

/// Cuts texts as a Tokenizer's options say.
class TokenizerWords {
 public:
  explicit TokenizerWords(const TokenizerOptions& options)
      : options_(options), splitter_(options.filters, options.lower, options.split, "Tokenizer") {}

  std::vector<std::string> of(std::string_view text) const {
    if (options_.char_level) return characters_of(text, options_.lower);
    return options_.analyzer ? options_.analyzer(std::string(text)) : splitter_(text);
  }
  std::vector<std::string> of(const std::vector<std::string_view>& list) const {
    std::vector<std::string> words;
    for (const std::string_view word : list) {
      unicode::require_utf8(word, "Tokenizer");
      words.push_back(options_.lower ? unicode::to_lower(word) : std::string(word));
    }
    return words;
  }

 private:
  const TokenizerOptions& options_;
  WordSplitter splitter_;
};

}  // namespace detail

}  // namespace keratin::preprocessing
#endif
