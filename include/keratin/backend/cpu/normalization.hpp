// The passes of batch and group normalization over the columns of matrices; those over rows are in
// row_normalization.hpp. Sums are made piece by piece, in an order that depends on the shape alone.
#pragma once
#include <algorithm>
#include <cmath>

#include "map.hpp"

namespace keratin::cpu_backend {

/// `batches` matrices of rows by columns, each cut into pieces of `each` rows that fit into a core's cache.
struct Columns {
  Columns(index_t batches_, index_t rows_, index_t columns_)
      : batches(batches_),
        rows(rows_),
        columns(columns_),
        each(std::max<index_t>(64, pointwise_grain / std::max<index_t>(columns_, 1))),
        pieces(std::max<index_t>(1, (rows_ + each - 1) / each)) {}
  /// Elements of what a pass leaves for each piece: two numbers a column.
  index_t scratch() const { return batches * pieces * 2 * columns; }
  index_t batches, rows, columns, each, pieces;
};

namespace detail {

/// The sum of term(0), … term(n - 1): four sums side by side, so that one addition need not wait for the last.
template <class V, class Term>
V sum_terms(index_t n, const Term& term) {
  V a(0), b(0), c(0), d(0);
  index_t i = 0;
  for (; i + 4 <= n; i += 4) {
    a += term(i);
    b += term(i + 1);
    c += term(i + 2);
    d += term(i + 3);
  }
  for (; i < n; ++i) a += term(i);
  return (a + b) + (c + d);
}

template <class V, class T>
V load_part(const T* p, index_t m) {
  return m >= V::width ? V::load(p) : V::load(p, m);
}
template <class V, class T>
void store_part(const V& v, T* p, index_t m) {
  m >= V::width ? v.store(p) : v.store(p, m);
}

/// body.operator()<V>(i) for i < n, shared among threads, with vectors of T.
template <class T, class Body>
void for_pieces(index_t n, index_t grain, const Body& body) {
  parallel::for_range(n, grain, [&](index_t begin, index_t end) {
    simd::run<T>([&]<class Isa>() {
      for (index_t i = begin; i < end; ++i) body.template operator()<typename Isa::template Vec<T>>(i);
    });
  });
}

/// How many pieces of `size` elements are worth a thread.
inline index_t grain_of(index_t size) { return std::max<index_t>(1, pointwise_grain / std::max<index_t>(size, 1)); }

/// body.operator()<V>(batch, first row, rows, out) for each piece, where `out` is the piece's part of `parts`.
template <class T, class Body>
void for_column_pieces(const Columns& c, T* parts, const Body& body) {
  for_pieces<T>(c.batches * c.pieces, grain_of(std::min(c.each, c.rows) * c.columns), [&]<class V>(index_t i) {
    const index_t first = i % c.pieces * c.each;
    body.template operator()<V>(i / c.pieces, first, std::min(c.each, c.rows - first), parts + i * 2 * c.columns);
  });
}

}  // namespace detail

/// out[b, 0, j] = the mean of column j of batch b, out[b, 1, j] = Σ (x - mean)². Each piece is read twice, the second
/// time from the cache; means and sums of pieces are put together by T. Chan, G. Golub and R. LeVeque's formula (1979),
/// which loses no digits where the mean is large.
template <class T>
void column_moments(const Columns& c, const T* x, T* parts, T* out) {
  detail::for_column_pieces<T>(c, parts, [&]<class V>(index_t b, index_t first, index_t n, T* part) {
    const T* const from = x + (b * c.rows + first) * c.columns;
    const V scale(T(1) / static_cast<T>(std::max<index_t>(n, 1)));
    for (index_t j = 0; j < c.columns; j += V::width) {
      const index_t m = c.columns - j;
      const auto at = [&](index_t i) { return detail::load_part<V>(from + i * c.columns + j, m); };
      const V mean = detail::sum_terms<V>(n, at) * scale;
      const V square = detail::sum_terms<V>(n, [&](index_t i) {
        const V d = at(i) - mean;
        return d * d;
      });
      detail::store_part(mean, part + j, m);
      detail::store_part(square, part + c.columns + j, m);
    }
  });
  detail::for_pieces<T>(c.batches, detail::grain_of(c.pieces * c.columns), [&]<class V>(index_t b) {
    for (index_t j = 0; j < c.columns; j += V::width) {
      const index_t m = c.columns - j;
      const T* part = parts + b * c.pieces * 2 * c.columns + j;
      V mean = detail::load_part<V>(part, m), square = detail::load_part<V>(part + c.columns, m);
      for (index_t p = 1; p < c.pieces; ++p) {
        part += 2 * c.columns;
        const T before = static_cast<T>(p * c.each), now = static_cast<T>(std::min(c.each, c.rows - p * c.each));
        const V step = detail::load_part<V>(part, m) - mean;
        mean += step * V(now / (before + now));
        square += detail::load_part<V>(part + c.columns, m) + step * step * V(before / (before + now) * now);
      }
      detail::store_part(mean, out + b * 2 * c.columns + j, m);
      detail::store_part(square, out + (b * 2 + 1) * c.columns + j, m);
    }
  });
}

/// out[b, 0, j] = Σ dy and out[b, 1, j] = Σ dy (x - mean[b, j]) over column j of batch b.
template <class T>
void column_gradient_sums(const Columns& c, const T* dy, const T* x, const T* mean, T* parts, T* out) {
  detail::for_column_pieces<T>(c, parts, [&]<class V>(index_t b, index_t first, index_t n, T* part) {
    const index_t from = (b * c.rows + first) * c.columns;
    for (index_t j = 0; j < c.columns; j += V::width) {
      const index_t m = c.columns - j;
      const V middle = detail::load_part<V>(mean + b * c.columns + j, m);
      V sum(0), other(0), dot(0), other_dot(0);
      const auto add = [&](index_t i, V& s, V& d) {
        const index_t at = from + i * c.columns + j;
        const V g = detail::load_part<V>(dy + at, m);
        s += g;
        d += g * (detail::load_part<V>(x + at, m) - middle);
      };
      index_t i = 0;
      for (; i + 2 <= n; i += 2) {
        add(i, sum, dot);
        add(i + 1, other, other_dot);
      }
      if (i < n) add(i, sum, dot);
      detail::store_part(sum + other, part + j, m);
      detail::store_part(dot + other_dot, part + c.columns + j, m);
    }
  });
  detail::for_pieces<T>(c.batches, detail::grain_of(c.pieces * c.columns), [&]<class V>(index_t b) {
    const T* const from = parts + b * c.pieces * 2 * c.columns;
    for (index_t j = 0; j < 2 * c.columns; j += V::width) {
      const index_t m = 2 * c.columns - j;
      detail::store_part(
          detail::sum_terms<V>(c.pieces,
                               [&](index_t p) { return detail::load_part<V>(from + p * 2 * c.columns + j, m); }),
          out + b * 2 * c.columns + j, m);
    }
  });
}

/// y = (x - mean[b, j]) scale[b, j] + offset[b, j]. With dy: that plus dy times dy_scale[b, j].
template <class T>
void column_affine(const Columns& c, T* y, const T* x, const T* mean, const T* scale, const T* offset,
                   const T* dy = nullptr, const T* dy_scale = nullptr) {
  const index_t each = detail::grain_of(c.columns), pieces = (c.rows + each - 1) / each;
  detail::for_pieces<T>(c.batches * pieces, 1, [&]<class V>(index_t p) {
    const index_t b = p / pieces, first = p % pieces * each, n = std::min(each, c.rows - first);
    const index_t start = (b * c.rows + first) * c.columns, end = start + n * c.columns;
    for (index_t at = start; at < end; at += c.columns)
      for (index_t j = 0; j < c.columns; j += V::width) {
        const index_t m = c.columns - j, k = b * c.columns + j;
        V v = (detail::load_part<V>(x + at + j, m) - detail::load_part<V>(mean + k, m)) *
                  detail::load_part<V>(scale + k, m) +
              detail::load_part<V>(offset + k, m);
        if (dy != nullptr) v += detail::load_part<V>(dy + at + j, m) * detail::load_part<V>(dy_scale + k, m);
        detail::store_part(v, y + at + j, m);
      }
  });
}

}  // namespace keratin::cpu_backend
