// Texts: what a function of texts is given: a list of texts, or a list of lists of words.
//   tok.fit_on_texts({"the fox", "a dog"});   tok.fit_on_texts(docs);   tok.fit_on_texts({{"the", "fox"}, {"a",
//   "dog"}});
#pragma once
#include <initializer_list>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "args.hpp"

namespace keratin {

namespace detail {
/// A range of texts that live on when its iterator moves.
template <class R>
concept TextRange = std::ranges::input_range<R> && Text<std::remove_cvref_t<std::ranges::range_reference_t<R>>> &&
    (std::is_lvalue_reference_v<std::ranges::range_reference_t<R>> ||
     std::same_as<std::ranges::range_value_t<R>, std::string_view>);
}  // namespace detail

/// It refers to the texts and lives no longer than the call. One text alone is none: it would be taken apart to its
/// characters, as in Python.
class Texts {
 public:
  Texts(std::initializer_list<const char*> texts) { add_texts(texts); }
  Texts(std::initializer_list<std::string> texts) { add_texts(texts); }
  Texts(std::initializer_list<std::initializer_list<const char*>> lists) { add_lists(lists); }
  template <detail::TextRange R>
  Texts(const R& texts) {
    add_texts(texts);
  }
  template <std::ranges::input_range R>
  requires detail::TextRange<std::ranges::range_reference_t<const R>> Texts(const R& lists) { add_lists(lists); }

  std::size_t size() const { return are_lists_ ? ends_.size() : all_.size(); }
  /// Whether each is a list of words.
  bool are_lists() const { return are_lists_; }
  std::string_view text(std::size_t i) const { return all_[i]; }
  /// The words of list i.
  std::vector<std::string_view> words(std::size_t i) const {
    const auto begin = all_.begin() + static_cast<std::ptrdiff_t>(i > 0 ? ends_[i - 1] : 0);
    return {begin, all_.begin() + static_cast<std::ptrdiff_t>(ends_[i])};
  }

 private:
  template <class R>
  void add_texts(const R& texts) {
    for (const auto& text : texts) all_.push_back(text);
  }
  template <class R>
  void add_lists(const R& lists) {
    are_lists_ = true;
    for (const auto& words : lists) {
      add_texts(words);
      ends_.push_back(all_.size());
    }
  }
  std::vector<std::string_view> all_;
  std::vector<std::size_t> ends_;
  bool are_lists_ = false;
};

}  // namespace keratin
