// StringLookup: words as their numbers in a vocabulary.
//   layers::StringLookup lookup({.vocabulary = {"a", "b"}});   Tensor ids = lookup({"b", "c"});   // 2 0
//   layers::StringLookup learned;   learned.adapt(words);
#pragma once
#include "../core/args.hpp"
#include "../core/texts.hpp"
#include "lookup.hpp"

namespace keratin::layers {

struct StringLookupOptions {
  KERATIN_OPTIONS;
  std::optional<Int> max_tokens = {};  ///< The most numbers there are, with those that stand for no word.
  Int num_oov_indices = 1;             ///< How many numbers words that are unknown are put in, by their FarmHash64.
  std::optional<std::string> mask_token = {};      ///< A word with number 0.
  std::optional<std::string> oov_token = "[UNK]";  ///< What get_vocabulary and invert give for unknown words.
  std::vector<std::string> vocabulary = {};        ///< Instead of adapt().
  std::vector<double> idf_weights = {};            ///< Of its words, for "tf_idf".
  Flag invert = false;                             ///< Numbers become words.
  std::string output_mode = "int";  ///< Or "one_hot"; of each list of words "multi_hot", "count", "tf_idf".
  Flag pad_to_max_tokens = false;   ///< Whether rows have max_tokens columns, however many words there are.
  Salt salt = {};                   ///< With one, unknown words are put in numbers by SipHash64.
};

/// (keras.layers.StringLookup) A tensor holds no texts, so it is called with lists and is no part of a model. Numbers
/// are int64, and so are rows, but for "tf_idf", float32. Throws value_error for options that do not go together,
/// state_error before there is a vocabulary, and shape_error for lists of different lengths where each word is put out.
class StringLookup {
 public:
  explicit StringLookup(const StringLookupOptions& options = {});

  /// Makes the vocabulary of all words, the most frequent first, of equals the greater; each list, or each text by
  /// itself, is a document. Throws state_error where a vocabulary was given.
  void adapt(const Texts& data);
  /// Words in the order of their numbers, with or without the special ones before them.
  void set_vocabulary(const std::vector<std::string>& vocabulary, const std::vector<double>& idf_weights = {});
  [[nodiscard]] std::vector<std::string> get_vocabulary(bool include_special_tokens = true) const {
    return lookup_.get_vocabulary(include_special_tokens);
  }
  [[nodiscard]] index_t vocabulary_size() const { return lookup_.vocabulary_size(); }

  /// Of n words (n); of lists of words (lists, words); with "multi_hot", "count" and "tf_idf" a row for each list.
  [[nodiscard]] Tensor operator()(const Texts& words) const;
  /// With invert: the words of whole numbers, in their order.
  [[nodiscard]] std::vector<std::string> operator()(const Tensor& numbers) const;

 private:
  Lookup lookup_;
  bool invert_, given_;
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
namespace keratin::layers {

namespace detail {

inline LookupSettings settings_of(const StringLookupOptions& o) {
  return {.max_tokens = o.max_tokens ? std::optional<index_t>(o.max_tokens->value) : std::nullopt,
          .num_oov_indices = o.num_oov_indices,
          .mask_token = o.mask_token,
          .oov_token = o.oov_token,
          .invert = o.invert,
          .output_mode = o.output_mode,
          .pad_to_max_tokens = o.pad_to_max_tokens,
          .salt = o.salt};
}

}  // namespace detail

KERATIN_INLINE StringLookup::StringLookup(const StringLookupOptions& options)
    : lookup_("StringLookup", detail::settings_of(options)),
      invert_(options.invert),
      given_(!options.vocabulary.empty()) {
  if (given_) lookup_.set_vocabulary(options.vocabulary, options.idf_weights);
}

KERATIN_INLINE void StringLookup::adapt(const Texts& data) {
  require<state_error>(!given_, "StringLookup.adapt: expected a layer without a given vocabulary; got one.");
  for (std::size_t i = 0; i < data.size(); ++i) {
    std::vector<std::string> document;
    if (data.are_lists())
      for (const std::string_view word : data.words(i)) document.emplace_back(word);
    else
      document.emplace_back(data.text(i));
    lookup_.count(document);
  }
  lookup_.finish();
}

KERATIN_INLINE void StringLookup::set_vocabulary(const std::vector<std::string>& vocabulary,
                                                 const std::vector<double>& idf_weights) {
  lookup_.set_vocabulary(vocabulary, idf_weights);
}

KERATIN_INLINE Tensor StringLookup::operator()(const Texts& words) const {
  require(!invert_, "StringLookup: expected numbers with invert; got words.");
  std::vector<index_t> numbers;
  const auto count = static_cast<index_t>(words.size());
  if (!words.are_lists()) {
    for (std::size_t i = 0; i < words.size(); ++i) numbers.push_back(lookup_.number_of(words.text(i)));
    return lookup_.encode(numbers, Shape{count});
  }
  const std::size_t length = words.size() > 0 ? words.words(0).size() : 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto list = words.words(i);
    require<shape_error>(list.size() == length, "StringLookup: expected lists of equally many words; got ", length,
                         " and ", list.size(), ". Hint: TextVectorization fills them up.");
    for (const std::string_view word : list) numbers.push_back(lookup_.number_of(word));
  }
  return lookup_.encode(numbers, Shape{count, static_cast<index_t>(length)});
}

KERATIN_INLINE std::vector<std::string> StringLookup::operator()(const Tensor& numbers) const {
  require(invert_, "StringLookup: expected words without invert; got numbers.");
  require<dtype_error>(is_integer(numbers.dtype()), "StringLookup: expected whole numbers; got ", numbers.dtype(), ".");
  const Tensor in = numbers.cast(int64);
  std::vector<std::string> words;
  for (const std::int64_t i : in.span<std::int64_t>()) words.push_back(lookup_.token_of(i));
  return words;
}

}  // namespace keratin::layers
#endif
