// How a name such as "adam" finds its entry in a room's list.
//
// A header-only program must not compile all that has a name because it uses one of them. So a literal, whose length is
// part of its type, reaches only the entries as long as it, and all is inlined so that the compiler is left with one; a
// name known when the program runs reaches them all.
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

/// Whether name k of entry i is this literal.
template <const auto& list, std::size_t i, std::size_t k, std::size_t length>
KERATIN_ALWAYS_INLINE bool has_name(const char* name) {
  constexpr Names own = list[i].names;
  if constexpr (length > 0 && own[k].size() == length) return __builtin_memcmp(name, own[k].data(), length) == 0;
  return false;
}

template <const auto& list, std::size_t i, std::size_t length, class Make>
KERATIN_ALWAYS_INLINE bool take_entry(const char* name, Make& found) {
  constexpr Names own = list[i].names;
  if constexpr (own[0].size() == length || own[1].size() == length || own[2].size() == length ||
                own[3].size() == length) {
    if (!(has_name<list, i, 0, length>(name) || has_name<list, i, 1, length>(name) ||
          has_name<list, i, 2, length>(name) || has_name<list, i, 3, length>(name)))
      return false;
    constexpr Make make = list[i].make;
    found = make;
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
namespace detail {
template <const auto& list, std::size_t size, std::size_t... i>
KERATIN_ALWAYS_INLINE auto find_literal(const char (&name)[size], std::index_sequence<i...>) {
  decltype(list[0].make) found = nullptr;
  static_cast<void>((take_entry<list, i, size - 1>(name, found) || ...));
  return found;
}
}  // namespace detail
template <const auto& list, std::size_t size>
KERATIN_ALWAYS_INLINE auto find_named(const char* what, const char (&name)[size]) {
  const auto found = detail::find_literal<list>(name, std::make_index_sequence<std::size(list)>());
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
