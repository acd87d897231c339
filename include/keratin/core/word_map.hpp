// WordMap<V>: words with a number each, in the order in which they were added, as Python's dict keeps them.
//   WordMap<int> index;   index.set("the", 1);   index["the"];   for (const auto& [word, i] : index) …
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "error.hpp"

namespace keratin {

template <class V>
class WordMap {
 public:
  using value_type = std::pair<std::string, V>;
  using const_iterator = typename std::vector<value_type>::const_iterator;

  WordMap() = default;
  WordMap(std::initializer_list<value_type> words) {
    for (const auto& [word, value] : words) set(word, value);
  }

  std::size_t size() const { return words_.size(); }
  bool empty() const { return words_.empty(); }
  const_iterator begin() const { return words_.begin(); }
  const_iterator end() const { return words_.end(); }

  const_iterator find(std::string_view word) const {
    const auto found = places_.find(word);
    return found == places_.end() ? end() : begin() + static_cast<std::ptrdiff_t>(found->second);
  }
  bool contains(std::string_view word) const { return places_.contains(word); }
  /// Its number. Throws name_error for a word that is not there: reading never adds one.
  const V& operator[](std::string_view word) const {
    const auto found = find(word);
    if (found == end()) fail<name_error>("WordMap: expected one of ", size(), " words; got \"", word, "\".");
    return found->second;
  }
  const V& at(std::string_view word) const { return (*this)[word]; }

  /// Adds the word at the end, or changes its number where it is.
  void set(std::string_view word, V value) { words_[place(word)].second = value; }
  /// The place of the word in the order, where it is added with V() if it was not there.
  std::size_t place(std::string_view word) {
    const auto found = places_.find(word);
    if (found != places_.end()) return found->second;
    words_.emplace_back(std::string(word), V());
    places_.emplace(std::string(word), words_.size() - 1);
    return words_.size() - 1;
  }
  /// The number of the word at a place.
  V& value(std::size_t place) { return words_[place].second; }
  void clear() {
    words_.clear();
    places_.clear();
  }

  /// Whether both have the same words with the same numbers, in whatever order.
  friend bool operator==(const WordMap& a, const WordMap& b) {
    for (const auto& [word, value] : a.words_) {
      const auto other = b.find(word);
      if (other == b.end() || other->second != value) return false;
    }
    return a.size() == b.size();
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const { return std::hash<std::string_view>()(word); }
  };
  std::vector<value_type> words_;
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> places_;
};

}  // namespace keratin
