// Constant elements.
#pragma once
#include "../../core/dtype.hpp"

namespace keratin::cpu_backend {

/// Sets n elements to `value`.
void fill(void* out, index_t n, DType dtype, double value);

}  // namespace keratin::cpu_backend

#if KERATIN_DEFINE(backend)
#include <algorithm>
#include <cmath>
#include <cstring>

namespace keratin::cpu_backend {

KERATIN_INLINE void fill(void* out, index_t n, DType dtype, double value) {
  if (n == 0) return;
  if (value == 0 && !std::signbit(value)) {
    std::memset(out, 0, static_cast<std::size_t>(n) * size_of(dtype));
    return;
  }
  visit_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    std::fill_n(static_cast<T*>(out), n, static_cast<T>(value));
  });
}

}  // namespace keratin::cpu_backend
#endif
