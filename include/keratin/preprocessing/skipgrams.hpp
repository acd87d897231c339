// skipgrams: pairs of words that stand near each other, and pairs drawn at random, to learn word vectors from.
//   auto table = preprocessing::make_sampling_table(vocabulary_size);
//   auto [couples, labels] = preprocessing::skipgrams(sequence, vocabulary_size, {.sampling_table = table});
#pragma once
#include <optional>
#include <vector>

#include "../tensor/tensor.hpp"

namespace keratin::preprocessing {

struct SkipgramsOptions {
  KERATIN_OPTIONS;
  Int window_size = 4;        ///< How far a pair's words stand from each other at most.
  Real negative_samples = 1;  ///< Random pairs for each true one.
  Flag shuffle = true;        ///< Else true pairs come first, in the order of the sequence.
  Flag categorical = false;   ///< Labels as rows: {0, 1} and {1, 0}.
  /// How likely word i is kept as the first of pairs: see make_sampling_table. Empty: each is.
  std::vector<double> sampling_table = {};
  std::optional<Int> seed = {};  ///< The same seed, the same pairs (not those that Python draws).
};

struct Skipgrams {
  Tensor couples;  ///< int32 (pairs, 2): a word, and one near it or a random one.
  Tensor labels;   ///< int32 (pairs): 1 for true pairs, 0 for random ones; categorical (pairs, 2).
};

/// (keras.preprocessing.sequence.skipgrams) `sequence`: word numbers from 0 to below vocabulary_size, where 0 is no
/// word and left out. Throws value_error for others, for options out of range and for a sampling_table with too few
/// entries.
[[nodiscard]] Skipgrams skipgrams(const std::vector<int>& sequence, Int vocabulary_size,
                                  const SkipgramsOptions& options = {});

/// For each of `size` words, the first the most frequent one, how likely word2vec keeps it: min(1, sqrt(f / f_i)),
/// where f is the sampling factor and the frequencies f_i follow Zipf's law
/// (keras.preprocessing.sequence.make_sampling_table).
[[nodiscard]] std::vector<double> make_sampling_table(Int size, Real sampling_factor = 1e-5);

}  // namespace keratin::preprocessing

#if KERATIN_DEFINE(preprocessing)
#include <algorithm>
#include <array>
#include <cmath>

#include "../core/random.hpp"

namespace keratin::preprocessing {

namespace detail {

using Couple = std::array<int, 2>;

inline double draw_fraction(philox::Stream& stream) { return stream() * 0x1p-32; }

template <class T>
void mix(std::vector<T>& list, philox::Stream& stream) {
  for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[stream.below(i)]);
}

inline std::vector<Couple> true_couples(const std::vector<int>& sequence, const SkipgramsOptions& options,
                                        philox::Stream& stream) {
  std::vector<Couple> couples;
  const auto length = static_cast<index_t>(sequence.size());
  for (index_t i = 0; i < length; ++i) {
    const int word = sequence[static_cast<std::size_t>(i)];
    if (word == 0) continue;
    const auto place = static_cast<std::size_t>(word);
    if (!options.sampling_table.empty() && options.sampling_table[place] < draw_fraction(stream)) continue;
    const index_t last = std::min(length - 1, i + std::min<index_t>(options.window_size, length));
    for (index_t j = std::max<index_t>(0, i - options.window_size); j <= last; ++j) {
      const int other = sequence[static_cast<std::size_t>(j)];
      if (j != i && other != 0) couples.push_back({word, other});
    }
  }
  return couples;
}

inline void add_random_couples(std::vector<Couple>& couples, double per_true_one, index_t vocabulary_size,
                               philox::Stream& stream) {
  const auto count = static_cast<std::size_t>(static_cast<double>(couples.size()) * per_true_one);
  std::vector<int> words;
  for (const Couple& couple : couples) words.push_back(couple[0]);
  mix(words, stream);
  const auto others = static_cast<std::uint64_t>(vocabulary_size - 1);
  for (std::size_t i = 0; i < count; ++i)
    couples.push_back({words[i % words.size()], 1 + static_cast<int>(stream.below(others))});
}

}  // namespace detail

KERATIN_INLINE Skipgrams skipgrams(const std::vector<int>& sequence, Int vocabulary_size,
                                   const SkipgramsOptions& options) {
  require(vocabulary_size >= 2 && vocabulary_size <= INT32_MAX,
          "skipgrams: expected a vocabulary_size from 2 to 2147483647; got ", vocabulary_size, ".");
  require(options.window_size >= 0, "skipgrams: expected a window_size of at least 0; got ", options.window_size, ".");
  require(options.negative_samples >= 0 && options.negative_samples < 1e9,
          "skipgrams: expected negative_samples of at least 0; got ", options.negative_samples, ".");
  const auto known =
      options.sampling_table.empty() ? vocabulary_size.value : static_cast<index_t>(options.sampling_table.size());
  for (const int word : sequence)
    require(word >= 0 && word < vocabulary_size && word < known, "skipgrams: expected word numbers from 0 to ",
            std::min(vocabulary_size.value, known) - 1, "; got ", word, ".");
  philox::Stream stream(options.seed ? RandomKey{static_cast<std::uint64_t>(options.seed->value), 0}
                                     : next_random_key());
  auto couples = detail::true_couples(sequence, options, stream);
  const auto true_ones = couples.size();
  if (options.negative_samples > 0)
    detail::add_random_couples(couples, options.negative_samples, vocabulary_size, stream);
  std::vector<std::size_t> order(couples.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  if (options.shuffle) detail::mix(order, stream);

  const auto count = static_cast<index_t>(couples.size());
  Skipgrams out{Tensor::empty({count, 2}, int32), zeros(options.categorical ? Shape{count, 2} : Shape{count}, int32)};
  auto* couple = out.couples.data<std::int32_t>();
  auto* label = out.labels.data<std::int32_t>();
  for (const std::size_t i : order) {
    couple = std::copy(couples[i].begin(), couples[i].end(), couple);
    const bool is_true = i < true_ones;
    if (options.categorical) {
      label[is_true ? 1 : 0] = 1;
      label += 2;
    } else {
      *label++ = is_true ? 1 : 0;
    }
  }
  return out;
}

KERATIN_INLINE std::vector<double> make_sampling_table(Int size, Real sampling_factor) {
  require(size >= 0, "make_sampling_table: expected a size of at least 0; got ", size, ".");
  require(sampling_factor > 0, "make_sampling_table: expected a sampling_factor above 0; got ", sampling_factor, ".");
  constexpr double gamma = 0.577;  // Euler's constant, as Keras rounds it
  std::vector<double> table;
  for (index_t i = 0; i < size; ++i) {
    const auto rank = static_cast<double>(std::max<index_t>(i, 1));
    const double f = sampling_factor * (rank * (std::log(rank) + gamma) + 0.5 - 1 / (12 * rank));
    table.push_back(std::min(1.0, f / std::sqrt(f)));
  }
  return table;
}

}  // namespace keratin::preprocessing
#endif
