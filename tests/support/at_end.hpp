// What main.cpp calls when all tests have run: at_end().push_back([] { … }).
#pragma once
#include <vector>

namespace keratin::testing {

inline std::vector<void (*)()>& at_end() {
  static std::vector<void (*)()> all;
  return all;
}

}  // namespace keratin::testing
