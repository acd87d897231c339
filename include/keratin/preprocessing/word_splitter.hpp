// How a text becomes words: characters that part words are replaced, then the text is cut.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "../core/platform.hpp"

namespace keratin::preprocessing {

/// What parts words where nothing else is said: punctuation but for the apostrophe, tab and line feed.
inline constexpr const char* default_filters = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";

/// A function of your own that cuts a text into words.
using Analyzer = std::function<std::vector<std::string>(const std::string& text)>;

}  // namespace keratin::preprocessing

#if KERATIN_DEFINE(preprocessing)
#include <array>
#include <unordered_set>

#include "../core/unicode.hpp"

namespace keratin::preprocessing {

class WordSplitter {
 public:
  /// `where` names who asks, in errors; it must live on.
  WordSplitter(std::string_view filters, bool lower, std::string split, const char* where)
      : lower_(lower), split_(std::move(split)), where_(where) {
    require(!split_.empty(), where, ": expected a split of at least one character; got \"\".");
    unicode::require_utf8(filters, concat(where, ", filters"));
    unicode::for_each_character(filters, [&](std::string_view character) {
      if (character.size() == 1)
        ascii_[static_cast<unsigned char>(character[0])] = true;
      else
        others_.insert(unicode::decode(character, 0).code);
    });
  }

  std::vector<std::string> operator()(std::string_view text) const {
    unicode::require_utf8(text, where_);
    return cut(filtered(lower_ ? unicode::to_lower(text) : std::string(text)));
  }

 private:
  std::string filtered(const std::string& text) const {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
      const auto byte = static_cast<unsigned char>(text[at]);
      const unicode::Character c = byte < 0x80 ? unicode::Character{byte, 1} : unicode::decode(text, at);
      if (byte < 0x80 ? ascii_[byte] : others_.contains(c.code))
        out += split_;
      else
        out.append(text, at, c.size);
      at += c.size;  // the text is UTF-8, so never 0
    }
    return out;
  }
  std::vector<std::string> cut(std::string_view text) const {
    std::vector<std::string> words;
    for (;;) {
      const std::size_t end = text.find(split_);
      if (end != 0 && !text.empty()) words.emplace_back(text.substr(0, end));
      if (end == text.npos) return words;
      text.remove_prefix(end + split_.size());
    }
  }

  bool lower_;
  std::string split_;
  const char* where_;
  std::array<bool, 256> ascii_{};
  std::unordered_set<char32_t> others_;
};

}  // namespace keratin::preprocessing
#endif
