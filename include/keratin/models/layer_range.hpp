// layer_range: which layers a summary shows: from one name to another, as names or regular expressions
// (keras.utils.get_layer_index_bound_by_layer_name).
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "../core/error.hpp"

namespace keratin::models {

/// The range [first, last) of `names` from the first that `bounds[0]` matches to the last that `bounds[1]` does; all,
/// where there are no bounds. A pattern matches where a name begins, as Python's re.match; it is one of ECMAScript's
/// (std::regex). Throws value_error for bounds that match nothing, or are no patterns.
std::pair<std::size_t, std::size_t> layer_range(const std::vector<std::string>& names,
                                                const std::vector<std::string>& bounds);

}  // namespace keratin::models

#if KERATIN_DEFINE(models)
#include <regex>

namespace keratin::models {

namespace detail {

/// The places of the names that begin with what the pattern tells.
inline std::vector<std::size_t> matching(const std::vector<std::string>& names, const std::string& pattern) {
  std::vector<std::size_t> places;
  try {
    const std::regex expression(pattern, std::regex::ECMAScript);
    for (std::size_t i = 0; i < names.size(); ++i)
      if (std::regex_search(names[i], expression, std::regex_constants::match_continuous)) places.push_back(i);
  } catch (const std::regex_error& e) {
    fail("summary: expected a regular expression in layer_range; got \"", pattern, "\": ", e.what(), ".");
  }
  return places;
}

}  // namespace detail

KERATIN_INLINE std::pair<std::size_t, std::size_t> layer_range(const std::vector<std::string>& names,
                                                               const std::vector<std::string>& bounds) {
  if (bounds.empty()) return {0, names.size()};
  require(bounds.size() == 2, "summary: expected a first and a last name in layer_range; got ", bounds.size(),
          " names.");
  const auto lower = detail::matching(names, bounds[0]), upper = detail::matching(names, bounds[1]);
  std::string known;
  for (const std::string& name : names) known += (known.empty() ? "" : ", ") + name;
  require(!lower.empty() && !upper.empty(), "summary: expected a layer_range of the layers ", known, "; got \"",
          bounds[0], "\", \"", bounds[1], "\".");
  if (lower.front() > upper.back()) return {upper.front(), lower.back() + 1};
  return {lower.front(), upper.back() + 1};
}

}  // namespace keratin::models
#endif
