// Argument types that take their own kind only. With plain `int`, `double` and `bool` C++ converts silently between
// them, so that `Dense(0.5)` or `.shuffle = "batch"` would compile and mean something else.
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace keratin {

using index_t = std::int64_t;

template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool>;
template <class T>
concept Number = Integer<T> || std::floating_point<T>;
template <class S>
concept Text = std::convertible_to<const S&, std::string_view> && !std::same_as<S, std::nullptr_t>;

/// Any integer type, so that a `size()` needs no cast; no bool, no floating point.
struct Int {
  template <Integer I>
  constexpr Int(I v) : value(static_cast<index_t>(v)) {}
  constexpr operator index_t() const { return value; }
  index_t value;
};

/// Any number; no bool.
struct Real {
  template <Number N>
  constexpr Real(N v) : value(static_cast<double>(v)) {}
  constexpr operator double() const { return value; }
  double value;
};

/// A bool only: no pointer, no string, no 2.
struct Flag {
  template <std::same_as<bool> B>
  constexpr Flag(B v) : value(v) {}
  constexpr operator bool() const { return value; }
  bool value;
};

/// The first member of every options aggregate, like Python's `*`: options are named, never positional.
struct KeywordOnly {
  explicit constexpr KeywordOnly() = default;
};
#define KERATIN_OPTIONS ::keratin::KeywordOnly keyword_only = ::keratin::KeywordOnly()

/// An open dimension, as in `Input({None, 64})`.
inline constexpr Int None = -1;

}  // namespace keratin
