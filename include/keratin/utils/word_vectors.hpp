// Vectors of words, as an Embedding learns them: written as word2vec writes them, and the words that are alike.
//   Tensor w = embedding.get_weights()[0];
//   utils::save_word2vec("vectors.txt", words, w);   utils::most_similar(words, w, "alice", 10);
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "../tensor/tensor.hpp"

namespace keratin::utils {

/// Words, each with its likeness: the cosine of the angle between two vectors.
using SimilarWords = std::vector<std::pair<std::string, double>>;

/// Writes a text file in word2vec's form, which gensim reads: how many words and numbers, then each word with its
/// vector. words[i] is that of row i; an empty one, such as a Tokenizer's number 0, is left out. Throws shape_error
/// unless there is a word for each row, value_error for a word with a space in it, file_error where the file cannot be
/// written.
void save_word2vec(const std::string& path, const std::vector<std::string>& words, const Tensor& vectors);
/// The `topn` words most like this one, the most alike first (gensim's most_similar). Throws shape_error unless there
/// is a word for each row, name_error where the word is none of them.
[[nodiscard]] SimilarWords most_similar(const std::vector<std::string>& words, const Tensor& vectors,
                                        const std::string& word, Int topn = 10);

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <algorithm>
#include <charconv>
#include <cmath>

#include "../io/file.hpp"
#include "class_numbers.hpp"

namespace keratin::utils {

namespace detail {

/// The vectors' elements, checked.
inline std::vector<double> word_numbers(const char* where, const std::vector<std::string>& words,
                                        const Tensor& vectors) {
  require<shape_error>(vectors.rank() == 2 && vectors.shape()[0] == static_cast<index_t>(words.size()), where,
                       ": expected a vector for each of the ", words.size(), " words; got shape ", vectors.shape(),
                       ".");
  return numbers_of(vectors, where, "tensor of vectors");
}

}  // namespace detail

KERATIN_INLINE void save_word2vec(const std::string& path, const std::vector<std::string>& words,
                                  const Tensor& vectors) {
  const std::vector<double> numbers = detail::word_numbers("save_word2vec", words, vectors);
  const auto n = static_cast<std::size_t>(vectors.shape()[1]);
  std::string lines;
  std::size_t count = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    require(words[i].find_first_of(" \t\r\n") == words[i].npos, "save_word2vec: expected words without spaces; got \"",
            words[i], "\".");
    if (words[i].empty()) continue;
    ++count;
    lines += words[i];
    for (std::size_t j = 0; j < n; ++j) {
      char text[32];
      const auto end = std::to_chars(text, text + sizeof text, static_cast<float>(numbers[i * n + j])).ptr;
      lines.append(1, ' ').append(text, end);
    }
    lines += '\n';
  }
  io::write_file(path, {concat(count, " ", n, "\n"), lines});
}

KERATIN_INLINE SimilarWords most_similar(const std::vector<std::string>& words, const Tensor& vectors,
                                         const std::string& word, Int topn) {
  const std::vector<double> numbers = detail::word_numbers("most_similar", words, vectors);
  const auto found = std::find(words.begin(), words.end(), word);
  require<name_error>(found != words.end() && !word.empty(), "most_similar: expected one of the words; got \"", word,
                      "\".");
  const auto n = static_cast<std::size_t>(vectors.shape()[1]);
  const double* const own = numbers.data() + static_cast<std::size_t>(found - words.begin()) * n;
  const auto product = [n](const double* a, const double* b) {
    double sum = 0;
    for (std::size_t j = 0; j < n; ++j) sum += a[j] * b[j];
    return sum;
  };
  SimilarWords all;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const double* const row = numbers.data() + i * n;
    const double lengths = std::sqrt(product(own, own) * product(row, row));
    if (row != own && !words[i].empty()) all.emplace_back(words[i], lengths > 0 ? product(own, row) / lengths : 0);
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  all.resize(std::min(all.size(), static_cast<std::size_t>(std::max<index_t>(topn, 0))));
  return all;
}

}  // namespace keratin::utils
#endif
