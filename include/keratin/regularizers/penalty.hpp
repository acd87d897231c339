// What the regularizers share: the check of a factor.
#pragma once
#include <cmath>

#include "../core/error.hpp"

namespace keratin::regularizers::detail {

inline void check_factor(const char* where, const char* name, Real factor) {
  require(std::isfinite(factor.value) && factor >= 0, where, ": expected ", name, " of at least 0; got ", factor, ".");
}

}  // namespace keratin::regularizers::detail
