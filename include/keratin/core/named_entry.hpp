// How a name such as "adam" finds its entry in a room's list.
//
// A header-only program must not compile all that has a name because it uses one of them. So a literal, whose length is
// part of its type, reaches only the entries as long as it; a name known when the program runs reaches them all.
#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "error.hpp"
#include "fields.hpp"
#include "names.hpp"

namespace keratin {

/// A line of a room's list: what a thing may be called, the name that is shown first, and how it is made.
template <class T>
struct NamedEntry {
  std::array<std::string_view, 4> names;
  T (*make)(Fields*);  ///< With these fields; with its defaults, if there are none (nullptr).
};

/// The `make` of class C: its options are `C::Options`, if it has any.
template <class T, class C>
T make_named(Fields* fields) {
  if constexpr (requires { typename C::Options; }) {
    typename C::Options options;
    if (fields != nullptr) options.fields(*fields);
    return C(options);
  } else {
    return C();
  }
}

namespace detail {

using Names = std::array<std::string_view, 4>;

/// The names of a list's entries, without what they make.
template <const auto& list>
inline constexpr auto names_of = [] {
  std::array<Names, std::size(list)> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = list[i].names;
  return names;
}();

/// The number of the name of entry i that has this length; 4: none.
template <const auto& list, std::size_t i, std::size_t length>
inline constexpr std::size_t name_of_length = [] {
  std::size_t k = 0;
  while (k < 4 && (length == 0 || list[i].names[k].size() != length)) ++k;
  return k;
}();

template <const auto& list, std::size_t i, std::size_t length, class Make>
bool take_entry(std::string_view name, Make& found) {
  if constexpr (name_of_length<list, i, length> < 4) {
    constexpr NamedEntry entry = list[i];
    if (std::find(entry.names.begin(), entry.names.end(), name) == entry.names.end()) return false;
    found = entry.make;
    return true;
  }
  return false;
}

[[noreturn]] void no_entry(const char* what, std::string_view name, std::span<const Names> known);

}  // namespace detail

/// How the thing of that name is made. Throws name_error: `what` was expected to be one of the list's names.
template <const auto& list>
auto find_named(const char* what, std::string_view name) {
  for (const auto& entry : list)
    if (!name.empty() && std::find(entry.names.begin(), entry.names.end(), name) != entry.names.end())
      return entry.make;
  detail::no_entry(what, name, detail::names_of<list>);
}

/// The same, for a name given by a user.
template <const auto& list, Text S>
auto find_named(const char* what, const S& name) {
  return find_named<list>(what, std::string_view(name));
}
template <const auto& list, std::size_t size>
auto find_named(const char* what, const char (&name)[size]) {
  decltype(list[0].make) found = nullptr;
  [&]<std::size_t... i>(std::index_sequence<i...>) {
    static_cast<void>((detail::take_entry<list, i, size - 1>(name, found) || ...));
  }
  (std::make_index_sequence<std::size(list)>());
  if (found == nullptr) detail::no_entry(what, name, detail::names_of<list>);
  return found;
}

}  // namespace keratin

#if KERATIN_DEFINE(core)
namespace keratin {

KERATIN_INLINE void detail::no_entry(const char* what, std::string_view name, std::span<const Names> known) {
  std::string shown, all;
  for (const Names& names : known) {
    (shown += shown.empty() ? "" : ", ") += names[2].empty() ? names[0] : names[2];  // the short one, "mse"
    for (const std::string_view one : names)
      if (!one.empty()) (all += all.empty() ? "" : ", ") += one;
  }
  fail<name_error>(what, ": expected one of ", shown, "; got \"", name, "\".", suggestion(name, all));
}

}  // namespace keratin
#endif
