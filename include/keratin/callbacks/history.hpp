// History: the figures of every epoch, which fit returns.
#pragma once
#include <vector>

#include "callback.hpp"

namespace keratin {

struct History {
  Named<std::vector<double>> history;  ///< By name, one value for each epoch; [] throws for an unknown name.
  std::vector<index_t> epoch;          ///< The epochs' numbers, from 0.

  void add(index_t number, const Logs& logs) {
    epoch.push_back(number);
    for (const auto& [name, value] : logs) history.try_emplace(name).first->second.push_back(value);
  }
};

}  // namespace keratin
