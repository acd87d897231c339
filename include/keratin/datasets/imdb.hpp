// imdb: 25,000 + 25,000 reviews of films, good or bad (A. Maas et al., 2011), as keras.datasets.imdb.
//   auto [train, test] = datasets::imdb::load_data({.num_words = 20000});
//   auto x_train = utils::pad_sequences(train.x, {.maxlen = 140});
#pragma once
#include "word_lists.hpp"

namespace keratin::datasets::imdb {

struct LoadDataOptions {
  KERATIN_OPTIONS;
  std::string path = "imdb.npz";      ///< The file's name.
  std::optional<Int> num_words = {};  ///< Numbers from this one on become oov_char.
  Int skip_top = 0;                   ///< And those below this one.
  std::optional<Int> maxlen = {};     ///< Reviews of so many words or more are left out.
  Int seed = 113;                     ///< Of the order of the reviews, which is Keras's for the same seed.
  std::optional<Int> start_char = 1;  ///< The number that each review begins with; std::nullopt for none.
  std::optional<Int> oov_char = 2;    ///< The number of words that are left out; std::nullopt takes them away.
  Int index_from = 3;                 ///< What is added to the word's ranks, the most frequent word having 1.
};

/// x: lists of word numbers; y: int64 (n), 1 for praise and 0 for blame. The file is looked for in the folders of
/// KERATIN_DATA and in Keras's cache, where it is downloaded to otherwise. Throws file_error, which lists what was
/// tried, and value_error where maxlen leaves no review.
[[nodiscard]] WordSplit load_data(const LoadDataOptions& options = {});

/// The words' ranks; index_from has to be added for their numbers.
[[nodiscard]] WordMap<int> get_word_index(const std::string& path = "imdb_word_index.json");

}  // namespace keratin::datasets::imdb

#if KERATIN_DEFINE(datasets)
#include <algorithm>
#include <iterator>

#include "../io/npy.hpp"
#include "../io/pickle.hpp"
#include "../io/zip.hpp"
#include "locate.hpp"

namespace keratin::datasets::imdb {

namespace detail {

inline WordSplit read(const std::string& path) {
  const auto archive = io::open_zip(path);
  const auto part = [&](const std::string& name) {
    const std::string where = concat("\"", path, "\", ", name);
    WordLists lists{io::parse_ragged_npy(archive->read("x_" + name + ".npy"), where),
                    io::parse_npy(archive->read("y_" + name + ".npy"), where)};
    return lists;
  };
  return {part("train"), part("test")};
}

}  // namespace detail

KERATIN_INLINE WordSplit load_data(const LoadDataOptions& options) {
  const datasets::detail::WordChanges changes{options.num_words,  options.skip_top, options.maxlen,
                                              options.start_char, options.oov_char, options.index_from};
  datasets::detail::NumpyOrder random(options.seed);
  WordSplit split = load_file<WordSplit>(
      "imdb", options.path, "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f", detail::read);
  for (WordLists* part : {&split.train, &split.test}) {
    datasets::detail::shuffle_lists(*part, random);
    datasets::detail::begin_words(*part, changes);
    require(!part->x.empty(),
            "imdb::load_data: expected reviews shorter than maxlen; got none. Hint: a larger maxlen.");
  }
  const int most = std::max(datasets::detail::greatest_word(split.train), datasets::detail::greatest_word(split.test));
  datasets::detail::limit_words(split.train, changes, most);
  datasets::detail::limit_words(split.test, changes, most);
  return split;
}

KERATIN_INLINE WordMap<int> get_word_index(const std::string& path) {
  return datasets::detail::load_word_index("imdb", path, "bfafd718b763782e994055a2d397834f");
}

}  // namespace keratin::datasets::imdb
#endif
