// Notes for the ops of the table include/keratin/PARITY.md: a check's name, such as "softmax_axis0" or "take repeated",
// stands for the op that it begins with. tests/meta/parity.sh gives each op a row.
#pragma once
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "parity.hpp"

namespace keratin::testing {

/// The functions that the headers of ops/ declare, the longest first.
inline const std::vector<std::string>& op_names() {
  static const std::vector<std::string> names = [] {
    const std::regex declared(R"re(\n\[\[nodiscard\]\] (?!Shape )\w+ (\w+)\()re");
    std::set<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(KERATIN_SOURCE_DIR "/include/keratin/ops")) {
      if (entry.path().filename() == "random.hpp" || entry.path().filename() == "operators.hpp") continue;
      std::ifstream file(entry.path());
      const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
      for (std::sregex_iterator at(text.begin(), text.end(), declared), end; at != end; ++at) found.insert((*at)[1]);
    }
    std::vector<std::string> longest(found.begin(), found.end());
    std::stable_sort(longest.begin(), longest.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
    return longest;
  }();
  return names;
}

/// The op whose name the check's name begins with; empty if there is none.
inline std::string op_of(const std::string& check) {
  for (const std::string& name : op_names())
    if (check.starts_with(name) &&
        (check.size() == name.size() || std::string("_ ,").find(check[name.size()]) != std::string::npos))
      return name;
  return {};
}

inline void parity_op(const std::string& check, Checked what) {
  const std::string name = op_of(check);
  if (!name.empty()) parity("ops", name, what);
}

}  // namespace keratin::testing
