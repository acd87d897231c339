// TextVectorization: texts as rows of word numbers, or of counts.
//   layers::TextVectorization vectorize({.max_tokens = 20000, .output_sequence_length = 140});
//   vectorize.adapt(docs);   Tensor x = vectorize(docs);   // int64 (docs, 140)
#pragma once
#include <functional>
#include <variant>

#include "../core/args.hpp"
#include "../core/texts.hpp"
#include "lookup.hpp"

namespace keratin::layers {

/// Which groups of words there are beside or instead of single words: 2 is words and pairs, {2, 3} pairs and threes.
class Ngrams {
 public:
  Ngrams() = default;
  template <Integer N>
  Ngrams(N most) {
    for (index_t n = 1; n <= static_cast<index_t>(most); ++n) widths_.push_back(n);
    if (widths_.empty()) widths_.push_back(static_cast<index_t>(most));
  }
  Ngrams(std::initializer_list<index_t> widths) : widths_(widths) {}
  const std::vector<index_t>& widths() const { return widths_; }

 private:
  std::vector<index_t> widths_;
};

struct TextVectorizationOptions {
  KERATIN_OPTIONS;
  std::optional<Int> max_tokens = {};  ///< The most numbers there are, with 0, for nothing, and 1, for unknown words.
  /// "lower_and_strip_punctuation", "lower", "strip_punctuation", "none", or a function of the text. Lower case is that
  /// of A to Z alone, and punctuation that of ASCII, as in Keras.
  std::variant<std::string, std::function<std::string(const std::string&)>> standardize = "lower_and_strip_punctuation";
  /// "whitespace", "character", "none", or a function that cuts a text.
  std::variant<std::string, std::function<std::vector<std::string>(const std::string&)>> split = "whitespace";
  Ngrams ngrams = {};  ///< 2 for words and pairs of words; {2, 3} for pairs and threes alone.
  std::string output_mode =
      "int";  ///< Or "one_hot", where short texts end in rows of 0; "multi_hot", "count", "tf_idf".
  std::optional<Int> output_sequence_length = {};  ///< Of "int": rows are cut or filled up with 0 to so many numbers.
  Flag pad_to_max_tokens = false;            ///< Whether rows of counts have max_tokens columns, however many words.
  std::vector<std::string> vocabulary = {};  ///< Instead of adapt().
  std::vector<double> idf_weights = {};      ///< Of its words, for "tf_idf".
};

/// (keras.layers.TextVectorization) A tensor holds no texts, so it is called with lists and is no part of a model: its
/// result is what a model is given. "int": int64 (texts, longest); "multi_hot", "count": int64 (texts, words);
/// "tf_idf": float32. Throws as StringLookup does.
class TextVectorization {
 public:
  explicit TextVectorization(const TextVectorizationOptions& options = {});

  /// Makes the vocabulary of all words, the most frequent first, of equals the greater. Throws state_error where one
  /// was given.
  void adapt(const Texts& data);
  void set_vocabulary(const std::vector<std::string>& vocabulary, const std::vector<double>& idf_weights = {});
  /// By default with "" and "[UNK]", which have the numbers 0 and 1; in other modes than "int" there is no "".
  [[nodiscard]] std::vector<std::string> get_vocabulary(bool include_special_tokens = true) const {
    return lookup_.get_vocabulary(include_special_tokens);
  }
  [[nodiscard]] index_t vocabulary_size() const { return lookup_.vocabulary_size(); }

  /// Texts; or, where split is "none", lists of words.
  [[nodiscard]] Tensor operator()(const Texts& texts) const;

 private:
  std::vector<std::string> tokens_of(const Texts& texts, std::size_t i) const;
  std::string standardized(std::string_view text) const;
  std::vector<std::string> cut(const std::string& text) const;

  TextVectorizationOptions options_;
  Lookup lookup_;
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include <algorithm>

#include "../core/unicode.hpp"

namespace keratin::layers {

namespace detail {

inline LookupSettings settings_of(const TextVectorizationOptions& o) {
  return {.max_tokens = o.max_tokens ? std::optional<index_t>(o.max_tokens->value) : std::nullopt,
          .mask_token = "",
          .oov_token = "[UNK]",
          .output_mode = o.output_mode,
          .pad_to_max_tokens = o.pad_to_max_tokens};
}

template <class V>
void require_known(const V& option, const char* what, std::initializer_list<std::string_view> known) {
  const auto* const name = std::get_if<std::string>(&option);
  if (name == nullptr) {
    require(static_cast<bool>(std::get<1>(option)), "TextVectorization: expected a function as ", what,
            "; got an empty one.");
  } else if (std::find(known.begin(), known.end(), *name) == known.end()) {
    std::string list;
    for (const std::string_view k : known) list += (list.empty() ? "" : ", ") + std::string(k);
    fail<name_error>("TextVectorization: expected ", list, " or a function as ", what, "; got \"", *name, "\".");
  }
}

/// Groups of `width` words that follow each other, with a space between them.
inline void add_ngrams(const std::vector<std::string>& words, index_t width, std::vector<std::string>& out) {
  const auto n = static_cast<std::size_t>(width);
  for (std::size_t i = 0; i + n <= words.size(); ++i) {
    std::string group = words[i];
    for (std::size_t k = 1; k < n; ++k) group += " " + words[i + k];
    out.push_back(std::move(group));
  }
}

}  // namespace detail

KERATIN_INLINE TextVectorization::TextVectorization(const TextVectorizationOptions& options)
    : options_(options), lookup_("TextVectorization", detail::settings_of(options)) {
  detail::require_known(options.standardize, "standardize",
                        {"lower_and_strip_punctuation", "lower", "strip_punctuation", "none"});
  detail::require_known(options.split, "split", {"whitespace", "character", "none"});
  require(!options.output_sequence_length || options.output_mode == "int",
          "TextVectorization: expected output_sequence_length with the output_mode int alone; got \"",
          options.output_mode, "\".");
  require(!options.output_sequence_length || *options.output_sequence_length >= 0,
          "TextVectorization: expected an output_sequence_length of at least 0; got ",
          options.output_sequence_length.value_or(0), ".");
  for (const index_t width : options.ngrams.widths())
    require(width > 0, "TextVectorization: expected ngrams above 0; got ", width, ".");
  if (!options.vocabulary.empty()) lookup_.set_vocabulary(options.vocabulary, options.idf_weights);
}

KERATIN_INLINE std::string TextVectorization::standardized(std::string_view text) const {
  const auto* const name = std::get_if<std::string>(&options_.standardize);
  if (name == nullptr) return std::get<1>(options_.standardize)(std::string(text));
  std::string out = name->starts_with("lower") ? unicode::to_lower_ascii(text) : std::string(text);
  if (name->ends_with("strip_punctuation"))
    std::erase_if(out, [](char c) {
      return c != '\0' && std::string_view("!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'").find(c) != std::string_view::npos;
    });
  return out;
}

KERATIN_INLINE std::vector<std::string> TextVectorization::cut(const std::string& text) const {
  const auto* const name = std::get_if<std::string>(&options_.split);
  if (name == nullptr) return std::get<1>(options_.split)(text);
  std::vector<std::string> parts;
  if (*name == "character") {
    unicode::for_each_character(text, [&](std::string_view c) {
      parts.emplace_back(unicode::decode(c, 0).size > 0 ? c : "\xEF\xBF\xBD");  // the character for what is none
    });
    return parts;
  }
  for (std::size_t at = 0; (at = text.find_first_not_of(" \t\n\v\f\r", at)) != text.npos;) {
    const std::size_t end = std::min(text.find_first_of(" \t\n\v\f\r", at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end;
  }
  return parts;
}

KERATIN_INLINE std::vector<std::string> TextVectorization::tokens_of(const Texts& texts, std::size_t i) const {
  const auto* const name = std::get_if<std::string>(&options_.split);
  const bool whole = name != nullptr && *name == "none";
  std::vector<std::string> words;
  if (!texts.are_lists()) {
    words = whole ? std::vector{standardized(texts.text(i))} : cut(standardized(texts.text(i)));
  } else {
    const auto list = texts.words(i);
    require<shape_error>(whole || list.size() == 1,
                         "TextVectorization: expected texts to split, or lists of one; got a list of ", list.size(),
                         ". Hint: {.split = \"none\"} takes lists of words.");
    for (const std::string_view word : list) words.push_back(standardized(word));
    if (!whole) words = cut(words[0]);
  }
  if (options_.ngrams.widths().empty()) return words;
  std::vector<std::string> groups;
  for (const index_t width : options_.ngrams.widths()) detail::add_ngrams(words, width, groups);
  return groups;
}

KERATIN_INLINE void TextVectorization::adapt(const Texts& data) {
  require<state_error>(options_.vocabulary.empty(),
                       "TextVectorization.adapt: expected a layer without a given vocabulary; got one.");
  for (std::size_t i = 0; i < data.size(); ++i) lookup_.count(tokens_of(data, i));
  lookup_.finish();
}

KERATIN_INLINE void TextVectorization::set_vocabulary(const std::vector<std::string>& vocabulary,
                                                      const std::vector<double>& idf_weights) {
  lookup_.set_vocabulary(vocabulary, idf_weights);
}

KERATIN_INLINE Tensor TextVectorization::operator()(const Texts& texts) const {
  std::vector<index_t> numbers;
  std::vector<std::size_t> ends;
  std::size_t longest = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::size_t begin = numbers.size();
    for (const std::string& token : tokens_of(texts, i)) numbers.push_back(lookup_.number_of(token));
    ends.push_back(numbers.size());
    longest = std::max(longest, numbers.size() - begin);
  }
  const auto length =
      options_.output_sequence_length ? options_.output_sequence_length->value : static_cast<index_t>(longest);
  return lookup_.encode(numbers, ends, length);
}

}  // namespace keratin::layers
#endif
