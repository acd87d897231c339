// Tokenizer: texts as lists of word numbers, the most frequent word being 1, or as rows of counts.
//   preprocessing::Tokenizer tok({.num_words = 20000, .oov_token = "<unk>"});
//   tok.fit_on_texts(docs);   auto seqs = tok.texts_to_sequences(docs);
#pragma once
#include <map>
#include <optional>

#include "../core/texts.hpp"
#include "../core/word_map.hpp"
#include "../tensor/tensor.hpp"
#include "tokenizer_words.hpp"

namespace keratin::preprocessing {

/// Lists of word numbers, one for each text.
using Sequences = std::vector<std::vector<int>>;

/// (keras.preprocessing.text.Tokenizer) Texts are UTF-8; where a list of words is given for a text, they are taken as
/// they are, but for their case. Throws value_error for bytes that are no UTF-8, an empty split and a num_words below
/// 0.
class Tokenizer {
 public:
  using TextSource = std::function<std::optional<std::string>()>;

  explicit Tokenizer(const TokenizerOptions& options = {});

  /// Counts the words of texts, in addition to those counted before, and numbers them anew: the more frequent first,
  /// of equals the one that came first.
  void fit_on_texts(const Texts& texts);
  /// The same of texts that a function gives one by one, such as lines of a file, until it gives std::nullopt.
  void fit_on_texts(const TextSource& next);
  /// Counts in how many sequences each number is: what "tfidf" needs, where there are no texts.
  void fit_on_sequences(const Sequences& sequences);

  /// The numbers of the texts' words. Unknown words, and those from num_words on, are left out, or get the number of
  /// the oov_token. Throws state_error for an oov_token before fit_on_texts.
  [[nodiscard]] Sequences texts_to_sequences(const Texts& texts) const;
  /// A function that gives the numbers of one text after the other, and std::nullopt at the end. It refers to the
  /// Tokenizer.
  [[nodiscard]] std::function<std::optional<std::vector<int>>()> texts_to_sequences_generator(TextSource next) const;
  [[nodiscard]] std::function<std::optional<std::vector<int>>()> texts_to_sequences_generator(
      std::vector<std::string> texts) const;
  /// The words, with a space between them. Unknown numbers are left out, or stand for the oov_token.
  [[nodiscard]] std::vector<std::string> sequences_to_texts(const Sequences& sequences) const;

  /// float64 (texts, num_words, or if that is not set the number of words + 1): in column i of a text's row stands, of
  /// word i, whether it occurs ("binary"), how often ("count"), how often for each word of the text ("freq"), or
  /// (1 + log count) * log(1 + documents / (1 + documents with it)) ("tfidf"). Numbers that are no column are left out.
  /// Throws value_error for numbers below 0, name_error for another mode, state_error before any fit where it is
  /// needed.
  [[nodiscard]] Tensor texts_to_matrix(const Texts& texts, const std::string& mode = "binary") const;
  [[nodiscard]] Tensor sequences_to_matrix(const Sequences& sequences, const std::string& mode = "binary") const;

  /// All but the analyzer, in Keras's form: tokenizer_from_json of either reads it.
  [[nodiscard]] std::string to_json() const;

  TokenizerOptions options;
  WordMap<index_t> word_counts;           ///< How often each word came, in the order in which they came first.
  WordMap<index_t> word_docs;             ///< In how many texts each word came.
  WordMap<int> word_index;                ///< The words' numbers, the lowest first.
  std::map<int, index_t> index_docs;      ///< In how many texts the word of each number came.
  std::map<int, std::string> index_word;  ///< The numbers' words.
  index_t document_count = 0;             ///< How many texts and sequences it was fit on.

 private:
  template <class F>
  void each_text(const Texts& texts, const F& f) const;
  template <class F>
  void fit(const F& each);
  void number_words();
  std::vector<int> numbers_of(const std::vector<std::string>& words) const;
  std::optional<int> oov_number() const;
};

/// The Tokenizer that to_json was called of, here or in Keras. Throws file_error for another text.
[[nodiscard]] Tokenizer tokenizer_from_json(const std::string& json_string);

}  // namespace keratin::preprocessing

#if KERATIN_DEFINE(preprocessing)
#include <algorithm>

#include "tokenizer_json.hpp"
#include "tokenizer_matrix.hpp"

namespace keratin::preprocessing {

KERATIN_INLINE Tokenizer::Tokenizer(const TokenizerOptions& o) : options(o) {
  require(!o.num_words || *o.num_words >= 0, "Tokenizer: expected num_words of at least 0; got ",
          o.num_words ? o.num_words->value : 0, ".");
  const detail::TokenizerWords checked(options);
}

/// f(words) for each text.
template <class F>
void Tokenizer::each_text(const Texts& texts, const F& f) const {
  const detail::TokenizerWords words(options);
  for (std::size_t i = 0; i < texts.size(); ++i)
    f(texts.are_lists() ? words.of(texts.words(i)) : words.of(texts.text(i)));
}

/// `each` calls what it is given with the words of each text.
template <class F>
void Tokenizer::fit(const F& each) {
  std::vector<index_t> last_text(word_counts.size(), -1);  // that each word, by its place, came in
  index_t text = 0;
  each([&](const std::vector<std::string>& words) {
    ++document_count;
    for (const std::string& word : words) {
      const std::size_t place = word_counts.place(word);
      ++word_counts.value(place);
      if (place == last_text.size()) last_text.push_back(-1);
      if (std::exchange(last_text[place], text) != text) ++word_docs.value(word_docs.place(word));
    }
    ++text;
  });
  number_words();
}

KERATIN_INLINE void Tokenizer::fit_on_texts(const Texts& texts) {
  fit([&](const auto& count) { each_text(texts, count); });
}
KERATIN_INLINE void Tokenizer::fit_on_texts(const TextSource& next) {
  const detail::TokenizerWords words(options);
  fit([&](const auto& count) {
    while (const auto text = next()) count(words.of(*text));
  });
}

KERATIN_INLINE void Tokenizer::number_words() {
  std::vector<const std::pair<std::string, index_t>*> order;
  for (const auto& entry : word_counts) order.push_back(&entry);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->second > b->second; });
  word_index.clear();
  index_word.clear();
  int number = 0;
  if (options.oov_token) word_index.set(*options.oov_token, ++number);
  for (const auto* entry : order) word_index.set(entry->first, ++number);
  for (const auto& [word, i] : word_index) index_word[i] = word;
  for (const auto& [word, documents] : word_docs) index_docs[word_index[word]] = documents;
}

KERATIN_INLINE void Tokenizer::fit_on_sequences(const Sequences& sequences) {
  document_count += static_cast<index_t>(sequences.size());
  for (std::vector<int> numbers : sequences) {
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    for (const int i : numbers) ++index_docs[i];
  }
}

KERATIN_INLINE std::optional<int> Tokenizer::oov_number() const {
  if (!options.oov_token) return std::nullopt;
  const auto found = word_index.find(*options.oov_token);
  require<state_error>(found != word_index.end(), "Tokenizer: expected fit_on_texts before the oov_token \"",
                       *options.oov_token, "\" is used; got a Tokenizer without words.");
  return found->second;
}

KERATIN_INLINE std::vector<int> Tokenizer::numbers_of(const std::vector<std::string>& words) const {
  const std::optional<int> oov = oov_number();
  const index_t limit = options.num_words ? options.num_words->value : 0;
  std::vector<int> numbers;
  for (const std::string& word : words) {
    const auto found = word_index.find(word);
    if (found != word_index.end() && (limit == 0 || found->second < limit))
      numbers.push_back(found->second);
    else if (oov)
      numbers.push_back(*oov);
  }
  return numbers;
}

KERATIN_INLINE Sequences Tokenizer::texts_to_sequences(const Texts& texts) const {
  Sequences sequences;
  each_text(texts, [&](const std::vector<std::string>& words) { sequences.push_back(numbers_of(words)); });
  return sequences;
}
KERATIN_INLINE std::function<std::optional<std::vector<int>>()> Tokenizer::texts_to_sequences_generator(
    TextSource next) const {
  return [this, next = std::move(next)]() -> std::optional<std::vector<int>> {
    const auto text = next();
    if (!text) return std::nullopt;
    return numbers_of(detail::TokenizerWords(options).of(*text));
  };
}
KERATIN_INLINE std::function<std::optional<std::vector<int>>()> Tokenizer::texts_to_sequences_generator(
    std::vector<std::string> texts) const {
  return texts_to_sequences_generator(
      [texts = std::move(texts), i = std::size_t{0}]() mutable -> std::optional<std::string> {
        if (i == texts.size()) return std::nullopt;
        return texts[i++];
      });
}

KERATIN_INLINE std::vector<std::string> Tokenizer::sequences_to_texts(const Sequences& sequences) const {
  const std::optional<int> oov = oov_number();
  const index_t limit = options.num_words ? options.num_words->value : 0;
  std::vector<std::string> texts;
  for (const auto& numbers : sequences) {
    std::string text;
    for (const int i : numbers) {
      auto found = index_word.find(i);
      if (found == index_word.end() || (limit > 0 && i >= limit))
        found = oov ? index_word.find(*oov) : index_word.end();
      if (found == index_word.end()) continue;
      if (!text.empty()) text += ' ';
      text += found->second;
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

KERATIN_INLINE Tensor Tokenizer::texts_to_matrix(const Texts& texts, const std::string& mode) const {
  return sequences_to_matrix(texts_to_sequences(texts), mode);
}

}  // namespace keratin::preprocessing
#endif
