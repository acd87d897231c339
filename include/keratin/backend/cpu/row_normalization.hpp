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
    const T *const from = x + r * rows.n, *const by = gamma, *const shift = beta;
    T* const to = y + r * rows.n;
    const index_t whole = rows.n / V::width, rest = rows.n % V::width, tail = whole * V::width;
    // The numbers past the end are 0, and must not count where the mean is taken from them.
    T middle = 0;
    if (centered) {
      V total = detail::sum_terms<V>(whole, [&](index_t i) { return V::load(from + i * V::width); });
      if (rest > 0) total += V::load(from + tail, rest);
      middle = detail::sum_lanes(total) / count;
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
    const T inverse = T(1) / std::sqrt(detail::sum_lanes(square) / count + epsilon);
    stats[2 * r] = middle;
    stats[2 * r + 1] = inverse;
    const V scale(inverse);
    detail::for_row<V>(rows.n, [&](index_t j, const auto& part) {
      V v = (part.load(from + j) - mean) * scale;
      if (by != nullptr) v *= part.load(by + j);
      if (shift != nullptr) v += part.load(shift + j);
      part.store(v, to + j);
    });
  });
}

/// The gradients of normalize_rows. With z = (x - mean) inverse and g = dy gamma:
///   dx = inverse (g - mean(g) - z mean(g z)), without mean(g) if not centered;   dgamma = Σ dy z;   dbeta = Σ dy.
/// `sums`, if wanted, becomes dgamma and dbeta, one after the other. dx may be dy.
template <class T>
void row_gradient(const Rows& rows, bool centered, T* dx, T* parts, T* sums, const T* dy, const T* x, const T* stats,
                  const T* gamma) {
  const index_t n = rows.n;
  const T count = static_cast<T>(n);
  detail::for_pieces<T>(rows.pieces(), 1, [&]<class V>(index_t p) {
    T* const own_sums = sums != nullptr ? parts + p * 2 * n : nullptr;
    if (sums != nullptr) std::fill_n(own_sums, 2 * n, T(0));
    for (index_t r = p * rows.each; r < std::min(rows.count, (p + 1) * rows.each); ++r) {
      const T *const from = x + r * n, *const d = dy + r * n;
      const V mean(stats[2 * r]), inverse(stats[2 * r + 1]);
      V total(0), dot(0);
      detail::for_row<V>(n, [&](index_t j, const auto& part) {
        const V z = (part.load(from + j) - mean) * inverse;
        const V own = part.load(d + j);  // 0 past the end, and so all that follows
        const V g = gamma != nullptr ? own * part.load(gamma + j) : own;
        total += g;
        dot += g * z;
        if (sums != nullptr) {
          part.store(part.load(own_sums + j) + own * z, own_sums + j);
          part.store(part.load(own_sums + n + j) + own, own_sums + n + j);
        }
      });
      if (dx == nullptr) continue;
      const V shift(centered ? detail::sum_lanes(total) / count : T(0)), slope(detail::sum_lanes(dot) / count);
      detail::for_row<V>(n, [&](index_t j, const auto& part) {
        const V z = (part.load(from + j) - mean) * inverse;
        V g = part.load(d + j);
        if (gamma != nullptr) g *= part.load(gamma + j);
        part.store((g - shift - z * slope) * inverse, dx + r * n + j);
      });
    }
  });
  if (sums == nullptr) return;
  detail::for_pieces<T>(1, 1, [&]<class V>(index_t) {
    detail::for_row<V>(2 * n, [&](index_t j, const auto& part) {
      part.store(detail::sum_terms<V>(rows.pieces(), [&](index_t p) { return part.load(parts + p * 2 * n + j); }),
                 sums + j);
    });
  });
}

}  // namespace keratin::cpu_backend
