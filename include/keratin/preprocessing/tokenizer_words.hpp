// A Tokenizer's options, and the words of a text as they say. Included by tokenizer.hpp.
#pragma once
#include <optional>

#include "../core/args.hpp"
#include "word_splitter.hpp"

namespace keratin::preprocessing {

struct TokenizerOptions {
  KERATIN_OPTIONS;
  std::optional<Int> num_words = {};          ///< Words with this number or a higher one are left out; 0 is no limit.
  std::string filters = default_filters;      ///< Characters, each of which stands for `split`.
  Flag lower = true;                          ///< Whether texts are put in lower case first.
  std::string split = " ";                    ///< What stands between words.
  Flag char_level = false;                    ///< Every character is a word; filters and split are not used.
  std::optional<std::string> oov_token = {};  ///< A word with number 1, which stands for those that are unknown.
  Analyzer analyzer = {};                     ///< Cuts texts instead.
};

}  // namespace keratin::preprocessing

#if KERATIN_DEFINE(preprocessing)
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
