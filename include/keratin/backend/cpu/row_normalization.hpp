// The passes of layer and RMS normalization over the rows of a matrix. Sums over rows are made piece by piece, in an
// order that depends on the shape alone.
#pragma once
#include "normalization.hpp"

namespace keratin::cpu_backend {

/// Rows of n numbers, cut into at most 64 pieces, whose sums over rows are kept apart.
struct Rows {
  Rows(index_t count_, index_t n_)
      : count(count_), n(n_), each(std::max({detail::grain_of(n_), (count_ + 63) / 64, index_t{1}})) {}
  index_t pieces() const { return (count + each - 1) / each; }
  /// Elements of what row_gradient leaves for each piece: two numbers a column.
  index_t scratch() const { return pieces() * 2 * n; }
  index_t count, n, each;
};

/// y = (x - mean) / sqrt(variance + epsilon) * gamma + beta for each row; `stats` keeps each row's mean and 1 / sqrt.
/// Not centered, the mean counts as 0 and the variance is the mean square. gamma and beta may be null.
template <class T>
void normalize_rows(const Rows& rows, bool centered, T epsilon, T* y, T* stats, const T* x, const T* gamma,
                    const T* beta) {
  const T count = static_cast<T>(rows.n);
  detail::for_pieces<T>(rows.count, detail::grain_of(rows.n), [&]<class V>(index_t r) {
    const T* const from = x + r * rows.n;
    const index_t whole = rows.n / V::width, rest = rows.n % V::width, tail = whole * V::width;
    // The numbers past the end are 0, and must not count where the mean is taken from them.
    T middle = 0;
    if (centered) {
      V total = detail::sum_terms<V>(whole, [&](index_t i) { return V::load(from + i * V::width); });
      if (rest > 0) total += V::load(from + tail, rest);
      middle = sum(total) / count;
    }
    const V mean(middle);
    V square = detail::sum_terms<V>(whole, [&](index_t i) {
      const V d = V::load(from + i * V::width) - mean;
      return d * d;
    });
    if (rest > 0) {
      T kept[V::width] = {};
      const V d = V::load(from + tail, rest) - mean;
      (d * d).store(kept, rest);
      square += V::load(kept);
    }
    const T inverse = T(1) / std::sqrt(sum(square) / count + epsilon);
    stats[2 * r] = middle;
    stats[2 * r + 1] = inverse;
    const V scale(inverse);
    for (index_t j = 0; j < rows.n; j += V::width) {
      const index_t m = rows.n - j;
      V v = (detail::load_part<V>(from + j, m) - mean) * scale;
      if (gamma != nullptr) v *= detail::load_part<V>(gamma + j, m);
      if (beta != nullptr) v += detail::load_part<V>(beta + j, m);
      detail::store_part(v, y + r * rows.n + j, m);
    }
  });
}

/// The gradients of normalize_rows. With z = (x - mean) inverse and g = dy gamma:
///   dx = inverse (g - mean(g) - z mean(g z)), without mean(g) if not centered;   dgamma = Σ dy z;   dbeta = Σ dy.
/// `sums`, if wanted, becomes dgamma and dbeta, one after the other.
template <class T>
void row_gradient(const Rows& rows, bool centered, T* dx, T* parts, T* sums, const T* dy, const T* x, const T* stats,
                  const T* gamma) {
  const index_t n = rows.n;
  const T count = static_cast<T>(n);
  detail::for_pieces<T>(rows.pieces(), 1, [&]<class V>(index_t p) {
    T* const part = sums != nullptr ? parts + p * 2 * n : nullptr;
    if (sums != nullptr) std::fill(part, part + 2 * n, T(0));
    for (index_t r = p * rows.each; r < std::min(rows.count, (p + 1) * rows.each); ++r) {
      const T *const from = x + r * n, *const d = dy + r * n;
      const V mean(stats[2 * r]), inverse(stats[2 * r + 1]);
      V total(0), dot(0);
      for (index_t j = 0; j < n; j += V::width) {
        const index_t m = n - j;
        const V z = (detail::load_part<V>(from + j, m) - mean) * inverse;
        const V own = detail::load_part<V>(d + j, m);  // 0 past the end, and so all that follows
        const V g = gamma != nullptr ? own * detail::load_part<V>(gamma + j, m) : own;
        total += g;
        dot += g * z;
        if (sums != nullptr) {
          detail::store_part(detail::load_part<V>(part + j, m) + own * z, part + j, m);
          detail::store_part(detail::load_part<V>(part + n + j, m) + own, part + n + j, m);
        }
      }
      if (dx == nullptr) continue;
      const V shift(centered ? sum(total) / count : T(0)), slope(sum(dot) / count);
      for (index_t j = 0; j < n; j += V::width) {
        const index_t m = n - j;
        const V z = (detail::load_part<V>(from + j, m) - mean) * inverse;
        V g = detail::load_part<V>(d + j, m);
        if (gamma != nullptr) g *= detail::load_part<V>(gamma + j, m);
        detail::store_part((g - shift - z * slope) * inverse, dx + r * n + j, m);
      }
    }
  });
  if (sums == nullptr) return;
  detail::for_pieces<T>(1, 1, [&]<class V>(index_t) {
    for (index_t j = 0; j < 2 * n; j += V::width) {
      const index_t m = 2 * n - j;
      detail::store_part(detail::sum_terms<V>(
                             rows.pieces(), [&](index_t p) { return detail::load_part<V>(parts + p * 2 * n + j, m); }),
                         sums + j, m);
    }
  });
}

}  // namespace keratin::cpu_backend
