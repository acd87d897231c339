// What load_data() of the sets of texts returns, and how it is made of the numbers in their files.
#pragma once
#include <optional>
#include <vector>

#include "../core/word_map.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::datasets {

/// Texts as lists of word numbers, and their labels.
struct WordLists {
  std::vector<std::vector<int>> x;
  Tensor y;
};

struct WordSplit {
  WordLists train, test;
};

}  // namespace keratin::datasets

#if KERATIN_DEFINE(datasets)
#include <algorithm>

#include "../io/file.hpp"
#include "../io/json_object.hpp"
#include "../ops/take.hpp"
#include "locate.hpp"
#include "numpy_order.hpp"

namespace keratin::datasets::detail {

/// How word numbers are changed, as imdb and reuters describe it.
struct WordChanges {
  std::optional<Int> num_words;
  Int skip_top;
  std::optional<Int> maxlen, start_char, oov_char;
  Int index_from;
};

/// Puts the lists in Keras's order for a seed.
inline void shuffle_lists(WordLists& lists, NumpyOrder& random) {
  const auto count = static_cast<index_t>(lists.x.size());
  require<file_error>(lists.y.rank() == 1 && lists.y.size() == count, "expected a label for each of ", count,
                      " lists; got labels ", lists.y.shape(), ".");
  const Tensor order = random.next(count);
  std::vector<std::vector<int>> ordered;
  ordered.reserve(lists.x.size());
  for (const index_t i : order.span<std::int64_t>()) ordered.push_back(std::move(lists.x[static_cast<std::size_t>(i)]));
  lists.x = std::move(ordered);
  lists.y = ops::take(lists.y, order);
}

/// Adds start_char and index_from, leaves out lists of maxlen words or more.
inline void begin_words(WordLists& lists, const WordChanges& changes) {
  const index_t from = changes.index_from;
  for (std::vector<int>& words : lists.x) {
    for (int& word : words) {
      const index_t moved = word + from;
      require(moved >= INT32_MIN && moved <= INT32_MAX, "expected an index_from for numbers of 32 bits; got ", from,
              ".");
      word = static_cast<int>(moved);
    }
    if (changes.start_char) words.insert(words.begin(), static_cast<int>(*changes.start_char));
  }
  if (!changes.maxlen || *changes.maxlen == 0) return;
  std::vector<index_t> kept;
  for (std::size_t i = 0; i < lists.x.size(); ++i)
    if (static_cast<index_t>(lists.x[i].size()) < *changes.maxlen) {
      if (kept.size() < i) lists.x[kept.size()] = std::move(lists.x[i]);
      kept.push_back(static_cast<index_t>(i));
    }
  lists.x.resize(kept.size());
  lists.y = ops::take(lists.y, Tensor::from(kept, {static_cast<index_t>(kept.size())}));
}

/// The greatest number in the lists.
inline int greatest_word(const WordLists& lists) {
  int greatest = 0;
  for (const std::vector<int>& words : lists.x)
    for (const int word : words) greatest = std::max(greatest, word);
  return greatest;
}

/// Puts oov_char in place of words outside of skip_top to num_words. `most` is taken where there is no num_words.
inline void limit_words(WordLists& lists, const WordChanges& changes, int most) {
  // Keras takes the greatest number for num_words where there is none, and so leaves that word out.
  const index_t end = changes.num_words && *changes.num_words != 0 ? changes.num_words->value : most;
  const auto outside = [&](int word) { return word < changes.skip_top || word >= end; };
  for (std::vector<int>& words : lists.x) {
    if (changes.oov_char)
      std::replace_if(words.begin(), words.end(), outside, static_cast<int>(*changes.oov_char));
    else
      words.erase(std::remove_if(words.begin(), words.end(), outside), words.end());
  }
}

/// The words' numbers from one of Keras's JSON files.
inline WordMap<int> load_word_index(std::string_view data_set, const std::string& file, const std::string& md5) {
  return load_file<WordMap<int>>(data_set, file, md5, [](const std::string& path) {
    WordMap<int> index;
    const std::string where = concat("get_word_index(\"", path, "\")");
    io::read_json_object(io::read_file(path), where, [&](std::string_view word, const io::JsonScalar& value) {
      const auto* const number = std::get_if<std::int64_t>(&value);
      require<file_error>(number != nullptr && *number >= INT32_MIN && *number <= INT32_MAX, where,
                          ": expected numbers of 32 bits; got another value for \"", word, "\".");
      index.set(word, static_cast<int>(*number));
    });
    return index;
  });
}

}  // namespace keratin::datasets::detail
#endif
