// Sequences of word numbers as rows, one column for each number. Included by tokenizer.hpp.
#pragma once
#include "../core/platform.hpp"

#if KERATIN_DEFINE(preprocessing)
#include <cmath>

#include "tokenizer.hpp"

namespace keratin::preprocessing {

KERATIN_INLINE Tensor Tokenizer::sequences_to_matrix(const Sequences& sequences, const std::string& mode) const {
  require<name_error>(mode == "binary" || mode == "count" || mode == "freq" || mode == "tfidf",
                      "Tokenizer: expected the mode binary, count, freq or tfidf; got \"", mode, "\".");
  const index_t limit = options.num_words ? options.num_words->value : 0;
  require<state_error>(limit > 0 || !word_index.empty(),
                       "Tokenizer: expected num_words or fit_on_texts before sequences_to_matrix; got neither.");
  require<state_error>(mode != "tfidf" || document_count > 0,
                       "Tokenizer: expected a fit before the mode tfidf; got a Tokenizer without documents.");
  const index_t columns = limit > 0 ? limit : static_cast<index_t>(word_index.size()) + 1;
  const auto weight = [&](int number, double count, double length) {
    if (mode == "binary") return 1.0;
    if (mode == "count") return count;
    if (mode == "freq") return count / length;
    const auto found = index_docs.find(number);
    const auto with_it = static_cast<double>(found == index_docs.end() ? 0 : found->second);
    return (1 + std::log(count)) * std::log(1 + static_cast<double>(document_count) / (1 + with_it));
  };
  const Tensor matrix = zeros({static_cast<index_t>(sequences.size()), columns}, float64);
  double* row = matrix.data<double>();
  for (const auto& numbers : sequences) {
    std::map<int, double> counts;
    for (const int i : numbers) {
      require(i >= 0, "Tokenizer: expected word numbers from 0; got ", i, ".");
      if (i < columns) ++counts[i];
    }
    for (const auto& [number, count] : counts) row[number] = weight(number, count, static_cast<double>(numbers.size()));
    row += columns;
  }
  return matrix;
}

}  // namespace keratin::preprocessing
#endif
