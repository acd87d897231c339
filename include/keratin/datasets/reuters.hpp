// reuters: 11,228 newswires of 46 topics (Reuters-21578), as keras.datasets.reuters.
//   auto [train, test] = datasets::reuters::load_data({.num_words = 10000});
#pragma once
#include <string>

#include "word_lists.hpp"

namespace keratin::datasets::reuters {

struct LoadDataOptions {
  KERATIN_OPTIONS;
  std::string path = "reuters.npz";   ///< The file's name.
  std::optional<Int> num_words = {};  ///< Numbers from this one on become oov_char.
  Int skip_top = 0;                   ///< And those below this one.
  std::optional<Int> maxlen = {};     ///< Newswires of so many words or more are left out.
  Real test_split = 0.2;              ///< The share of the newswires that is for testing.
  Int seed = 113;                     ///< Of the order of the newswires, which is Keras's for the same seed.
  std::optional<Int> start_char = 1;  ///< The number that each newswire begins with; std::nullopt for none.
  std::optional<Int> oov_char = 2;    ///< The number of words that are left out; std::nullopt takes them away.
  Int index_from = 3;                 ///< What is added to the word's ranks, the most frequent word having 1.
};

/// x: lists of word numbers; y: int64 (n), the topics from 0 to 45. The file is looked for as imdb's is. Throws
/// file_error, which lists what was tried, and value_error for a test_split that is no share.
[[nodiscard]] WordSplit load_data(const LoadDataOptions& options = {});

/// The words' ranks; index_from has to be added for their numbers.
[[nodiscard]] WordMap<int> get_word_index(const std::string& path = "reuters_word_index.json");
/// The topics' names, by their number.
[[nodiscard]] std::vector<std::string> get_label_names();

}  // namespace keratin::datasets::reuters

#if KERATIN_DEFINE(datasets)
#include <algorithm>
#include <iterator>

#include "../io/npy.hpp"
#include "../io/pickle.hpp"
#include "../io/zip.hpp"
#include "locate.hpp"

namespace keratin::datasets::reuters {

KERATIN_INLINE WordSplit load_data(const LoadDataOptions& options) {
  require(options.test_split >= 0 && options.test_split <= 1,
          "reuters::load_data: expected a test_split from 0 to 1; got ", options.test_split, ".");
  const datasets::detail::WordChanges changes{options.num_words,  options.skip_top, options.maxlen,
                                              options.start_char, options.oov_char, options.index_from};
  datasets::detail::NumpyOrder random(options.seed);
  const auto read = [](const std::string& path) {
    const auto archive = io::open_zip(path);
    return WordLists{io::parse_ragged_npy(archive->read("x.npy"), path), io::parse_npy(archive->read("y.npy"), path)};
  };
  WordLists all = load_file<WordLists>("reuters", options.path,
                                       "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916", read);
  datasets::detail::shuffle_lists(all, random);
  datasets::detail::begin_words(all, changes);
  datasets::detail::limit_words(all, changes, datasets::detail::greatest_word(all));
  const auto count = static_cast<std::ptrdiff_t>(all.x.size());
  const auto train = static_cast<std::ptrdiff_t>(static_cast<double>(count) * (1 - options.test_split));
  const auto middle = std::make_move_iterator(all.x.begin() + train);
  return {{{std::make_move_iterator(all.x.begin()), middle}, all.y.slice(0, train)},
          {{middle, std::make_move_iterator(all.x.end())}, all.y.slice(train, count)}};
}

KERATIN_INLINE WordMap<int> get_word_index(const std::string& path) {
  return datasets::detail::load_word_index("reuters", path, "4d44cc38712099c9e383dc6e5f11a921");
}

KERATIN_INLINE std::vector<std::string> get_label_names() {
  return {"cocoa",     "grain",        "veg-oil", "earn",       "acq",      "wheat",    "copper",
          "housing",   "money-supply", "coffee",  "sugar",      "trade",    "reserves", "ship",
          "cotton",    "carcass",      "crude",   "nat-gas",    "cpi",      "money-fx", "interest",
          "gnp",       "meal-feed",    "alum",    "oilseed",    "gold",     "tin",      "strategic-metal",
          "livestock", "retail",       "ipi",     "iron-steel", "rubber",   "heat",     "jobs",
          "lei",       "bop",          "zinc",    "orange",     "pet-chem", "dlr",      "gas",
          "silver",    "wpi",          "hog",     "lead"};
}

}  // namespace keratin::datasets::reuters
#endif
