// How a name such as "adam" finds its entry in a room's table.
#pragma once
#include <string>
#include <string_view>

#include "error.hpp"
#include "names.hpp"

namespace keratin {

/// The first entry for which matches(entry) holds. Without one throws name_error: `what` was expected to be one of the
/// names that shown(entry) gives, and was `name`.
template <class Table, class Matches, class Shown>
const auto& named_entry(const char* what, std::string_view name, const Table& table, const Matches& matches,
                        const Shown& shown) {
  std::string known;
  for (const auto& entry : table) {
    if (matches(entry)) return entry;
    known += (known.empty() ? "" : ", ") + std::string(shown(entry));
  }
  fail<name_error>(what, ": expected one of ", known, "; got \"", name, "\".", suggestion(name, known));
}

}  // namespace keratin
