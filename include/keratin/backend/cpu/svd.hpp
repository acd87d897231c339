// Singular values of a matrix, by one-sided Jacobi rotations: rows are turned two by two until all are orthogonal;
// their lengths are the singular values, exact to the last digits.   M. Hestenes, "Inversion of matrices by
// biorthogonalization", 1958.
#pragma once
#include <cmath>

#include "../../core/args.hpp"

namespace keratin::cpu_backend {

namespace detail {

inline double row_product(index_t n, const double* a, const double* b) {
  double sum = 0;
  for (index_t i = 0; i < n; ++i) sum += a[i] * b[i];
  return sum;
}
inline void rotate_rows(index_t n, double* a, double* b, double cosine, double sine) {
  for (index_t i = 0; i < n; ++i) {
    const double before = a[i];
    a[i] = cosine * before - sine * b[i];
    b[i] = sine * before + cosine * b[i];
  }
}

}  // namespace detail

/// rows: count <= n rows of n numbers; become orthogonal. turned: count by count, becomes the rotation R with
/// new rows = R old rows. It ends when each pair's product is 0 within rounding, after a handful of sweeps; the bound
/// is for NaN, which never is.
inline void orthogonalize_rows(index_t count, index_t n, double* rows, double* turned) {
  for (index_t i = 0; i < count * count; ++i) turned[i] = i % (count + 1) == 0 ? 1 : 0;
  bool done = false;
  for (int sweep = 0; sweep < 60 && !done; ++sweep) {
    done = true;
    for (index_t p = 0; p < count; ++p)
      for (index_t q = p + 1; q < count; ++q) {
        double *const a = rows + p * n, *const b = rows + q * n;
        const double aa = detail::row_product(n, a, a), bb = detail::row_product(n, b, b),
                     ab = detail::row_product(n, a, b);
        if (std::abs(ab) <= 1e-15 * std::sqrt(aa * bb)) continue;
        done = false;
        const double zeta = (bb - aa) / (2 * ab);
        const double tangent = std::copysign(1 / (std::abs(zeta) + std::sqrt(1 + zeta * zeta)), zeta);
        const double cosine = 1 / std::sqrt(1 + tangent * tangent), sine = cosine * tangent;
        detail::rotate_rows(n, a, b, cosine, sine);
        detail::rotate_rows(count, turned + p * count, turned + q * count, cosine, sine);
      }
  }
}

}  // namespace keratin::cpu_backend
