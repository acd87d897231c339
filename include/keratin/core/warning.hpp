// warn(): what a program should know of but goes on after. It is written to std::cerr, as Python's warnings are.
#pragma once
#include <string>

#include "error.hpp"

namespace keratin {

namespace detail {
[[gnu::cold]] void write_warning(const std::string& text);
}

/// Writes "UserWarning: " and the parts to std::cerr.
template <class... Parts>
void warn(const Parts&... parts) {
  detail::write_warning(concat(parts...));
}

}  // namespace keratin

#if KERATIN_DEFINE(core)
#include <iostream>

namespace keratin {

KERATIN_INLINE void detail::write_warning(const std::string& text) {
  std::cerr << "UserWarning: " + text + "\n" << std::flush;
}

}  // namespace keratin
#endif
