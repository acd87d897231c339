// hashing_trick, one_hot: words as numbers without a vocabulary. Two words may have the same number.
//   auto ids = preprocessing::hashing_trick(text, 50, {.hash_function = "md5"});   // each from 1 to 49
#pragma once
#include <cstdint>
#include <variant>

#include "../core/args.hpp"
#include "../core/error.hpp"
#include "word_splitter.hpp"

namespace keratin::preprocessing {

struct HashingTrickOptions {
  KERATIN_OPTIONS;
  /// "hash", "md5" or a function of the word. Keras's "hash" is Python's, which gives other numbers in every run; here
  /// it is FNV-1a of 64 bits, the same everywhere. "md5" gives Keras's numbers.
  std::variant<std::string, std::function<std::uint64_t(const std::string& word)>> hash_function = "hash";
  std::string filters = default_filters;  ///< This and the next two as of text_to_word_sequence.
  Flag lower = true;
  std::string split = " ";
  Analyzer analyzer = {};  ///< Cuts the text instead.
};

/// The words' numbers: hash % (n - 1) + 1; 0 is no word's (keras.preprocessing.text.hashing_trick). Throws value_error
/// for n below 2 and as text_to_word_sequence does.
[[nodiscard]] std::vector<int> hashing_trick(std::string_view text, Int n, const HashingTrickOptions& options = {});

struct OneHotOptions {
  KERATIN_OPTIONS;
  std::string filters = default_filters;
  Flag lower = true;
  std::string split = " ";
  Analyzer analyzer = {};
};

/// hashing_trick with "hash": in spite of its name it gives numbers (keras.preprocessing.text.one_hot).
[[nodiscard]] std::vector<int> one_hot(std::string_view input_text, Int n, const OneHotOptions& options = {});

}  // namespace keratin::preprocessing

#if KERATIN_DEFINE(preprocessing)
#include "../io/hash.hpp"

namespace keratin::preprocessing {

namespace detail {

/// G. Fowler, L. Noll, K. Vo: FNV-1a.
inline std::uint64_t fnv1a(std::string_view word) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return hash;
}

/// The remainder of a large number, given by its bytes, the highest one first. n is below 2^32.
template <class Bytes>
std::uint64_t remainder_of(const Bytes& bytes, std::uint64_t n) {
  std::uint64_t rest = 0;
  for (const unsigned char byte : bytes) rest = (rest << 8 | byte) % n;
  return rest;
}

}  // namespace detail

KERATIN_INLINE std::vector<int> hashing_trick(std::string_view text, Int n, const HashingTrickOptions& options) {
  require(n >= 2 && n <= INT32_MAX, "hashing_trick: expected n from 2 to 2147483647; got ", n, ".");
  const auto* const name = std::get_if<std::string>(&options.hash_function);
  const auto* const function = name == nullptr ? &std::get<1>(options.hash_function) : nullptr;
  require<name_error>(name == nullptr || *name == "hash" || *name == "md5",
                      "hashing_trick: expected hash_function hash or md5, or a function; got \"",
                      name != nullptr ? *name : "", "\".");
  require(function == nullptr || *function, "hashing_trick: expected a hash_function; got an empty function.");
  const auto words = options.analyzer
                         ? options.analyzer(std::string(text))
                         : WordSplitter(options.filters, options.lower, options.split, "hashing_trick")(text);
  const auto buckets = static_cast<std::uint64_t>(n - 1);
  std::vector<int> numbers;
  for (const std::string& word : words) {
    const std::uint64_t rest = function != nullptr ? (*function)(word) % buckets
                               : *name == "md5"    ? detail::remainder_of(io::md5_of(word), buckets)
                                                   : detail::fnv1a(word) % buckets;
    numbers.push_back(static_cast<int>(rest) + 1);
  }
  return numbers;
}

KERATIN_INLINE std::vector<int> one_hot(std::string_view input_text, Int n, const OneHotOptions& options) {
  return hashing_trick(
      input_text, n,
      {.filters = options.filters, .lower = options.lower, .split = options.split, .analyzer = options.analyzer});
}

}  // namespace keratin::preprocessing
#endif
