// layer_range: which layers a summary shows: from one name to another, as names or regular expressions
// (keras.utils.get_layer_index_bound_by_layer_name).
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../core/error.hpp"

namespace keratin::models {

/// The range [first, last) of `names` from the first that `bounds[0]` matches to the last that `bounds[1]` does; all,
/// where there are no bounds. A pattern matches where a name begins, as Python's re.match: `.` any character, `[a-z]`
/// one of a set, `*`, `+` and `?` repeat, `^` and `$` are the ends, `|` parts alternatives. Throws value_error for
/// bounds that match nothing.
std::pair<std::size_t, std::size_t> layer_range(const std::vector<std::string>& names,
                                                const std::vector<std::string>& bounds);

}  // namespace keratin::models

#if KERATIN_DEFINE(models)
#include <algorithm>

namespace keratin::models {

namespace detail {

/// A pattern without groups.
class NamePattern {
 public:
  explicit NamePattern(std::string_view pattern) : pattern_(pattern) {
    require(pattern.find_first_of("(){}") == pattern.npos, "layer_range: expected a pattern without (), {}; got \"",
            pattern, "\".");
  }
  /// Whether it matches where the text begins.
  bool matches(std::string_view text) const {
    for (std::string_view rest = pattern_;;) {
      const std::size_t bar = rest.find('|');
      if (match(rest.substr(0, bar), text, true)) return true;
      if (bar == rest.npos) return false;
      rest.remove_prefix(bar + 1);
    }
  }

 private:
  /// The length of the pattern's first element: a character, an escaped one, or a set.
  static std::size_t element(std::string_view p) {
    if (p[0] == '\\' && p.size() > 1) return 2;
    if (p[0] != '[') return 1;
    const std::size_t end = p.find(']', p.substr(1).starts_with("]") || p.substr(1).starts_with("^]") ? 3 : 1);
    require(end != p.npos, "layer_range: expected ] in the pattern; got \"", p, "\".");
    return end + 1;
  }
  static bool in_set(std::string_view set, char c) {
    const bool negated = set.starts_with('^');
    if (negated) set.remove_prefix(1);
    bool found = false;
    for (std::size_t i = 0; i < set.size(); ++i) {
      const bool range = i + 2 < set.size() && set[i + 1] == '-';
      found = found || (range ? set[i] <= c && c <= set[i + 2] : set[i] == c);
      if (range) i += 2;
    }
    return found != negated;
  }
  static bool is(std::string_view element, char c) {
    if (element.size() == 1) return element[0] == '.' || element[0] == c;
    if (element[0] == '[') return in_set(element.substr(1, element.size() - 2), c);
    const bool digit = c >= '0' && c <= '9';
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return element[1] == 'd' ? digit : element[1] == 'w' ? digit || letter : element[1] == c;
  }
  static bool match(std::string_view p, std::string_view text, bool begin) {
    if (p.empty()) return true;
    if (p[0] == '^') return begin && match(p.substr(1), text, true);
    if (p == "$") return text.empty();
    const std::size_t length = element(p);
    const std::string_view first = p.substr(0, length), rest = p.substr(length);
    const char how = rest.empty() ? ' ' : rest[0];
    if (how != '*' && how != '+' && how != '?')
      return !text.empty() && is(first, text[0]) && match(rest, text.substr(1), false);
    std::size_t most = 0;
    while (most < text.size() && is(first, text[most]) && (how != '?' || most == 0)) ++most;
    for (std::size_t n = most + 1; n-- > (how == '+' ? 1u : 0u);)
      if (match(rest.substr(1), text.substr(n), begin && n == 0)) return true;
    return false;
  }
  std::string_view pattern_;
};

}  // namespace detail

KERATIN_INLINE std::pair<std::size_t, std::size_t> layer_range(const std::vector<std::string>& names,
                                                               const std::vector<std::string>& bounds) {
  if (bounds.empty()) return {0, names.size()};
  require(bounds.size() == 2, "summary: expected a first and a last name in layer_range; got ", bounds.size(),
          " names.");
  const detail::NamePattern from(bounds[0]), to(bounds[1]);
  std::string known;
  std::vector<std::size_t> lower, upper;
  for (std::size_t i = 0; i < names.size(); ++i) {
    known += (known.empty() ? "" : ", ") + names[i];
    if (from.matches(names[i])) lower.push_back(i);
    if (to.matches(names[i])) upper.push_back(i);
  }
  require(!lower.empty() && !upper.empty(), "summary: expected a layer_range of the layers ", known, "; got \"",
          bounds[0], "\", \"", bounds[1], "\".");
  if (lower.front() > upper.back()) return {upper.front(), lower.back() + 1};
  return {lower.front(), upper.back() + 1};
}

}  // namespace keratin::models
#endif
