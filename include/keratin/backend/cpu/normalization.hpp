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

/// The sum of a vector's numbers, halves on halves: the order of Vec's own sum(), in steps that g++ makes vectors of.
template <int half, class T>
void fold(T* lanes) {
  for (int i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  if constexpr (half > 1) fold<half / 2>(lanes);
}
template <class V>
typename V::value_type sum_lanes(const V& x) {
  typename V::value_type lanes[V::width];
  x.store(lanes);
  fold<V::width / 2>(lanes);
  return lanes[0];
}

/// How a row's numbers from some place on are read and written: a whole vector, or the last few.
template <class V>
struct WholeVector {
  template <class T>
  static V load(const T* p) {
    return V::load(p);
  }
  template <class T>
  static void store(const V& v, T* p) {
    v.store(p);
  }
};
template <class V>
struct LastNumbers {
  index_t n;
  template <class T>
  V load(const T* p) const {
    return V::load(p, n);
  }
  template <class T>
  void store(const V& v, T* p) const {
    v.store(p, n);
  }
};
/// body(j, part) for each vector of a row of n numbers. The last one has a loop body of its own: asked in each step
/// whether they are whole, g++ sends all vectors through memory.
template <class V, class Body>
void for_row(index_t n, const Body& body) {
  index_t j = 0;
  for (; j + V::width <= n; j += V::width) body(j, WholeVector<V>{});
  if (j < n) body(j, LastNumbers<V>{n - j});
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

/// sums[j] += Σ term(place in the rows, j, part) over n rows: four side by side, as they lie in memory.
template <class V, class T, class Term>
void add_rows(index_t n, index_t columns, T* sums, const Term& term) {
  index_t i = 0;
  for (; i + 4 <= n; i += 4)
    for_row<V>(columns, [&](index_t j, const auto& part) {
      const index_t at = i * columns + j;
      const V a = term(at, j, part) + term(at + columns, j, part),
              b = term(at + 2 * columns, j, part) + term(at + 3 * columns, j, part);
      part.store(part.load(sums + j) + (a + b), sums + j);
    });
  for (; i < n; ++i)
    for_row<V>(columns, [&](index_t j, const auto& part) {
      part.store(part.load(sums + j) + term(i * columns + j, j, part), sums + j);
    });
}

}  // namespace detail

/// out[b, 0, j] = the mean of column j of batch b, out[b, 1, j] = Σ (x - mean)². Each piece is read twice, the second
/// time from the cache; means and sums of pieces are put together by T. Chan, G. Golub and R. LeVeque's formula (1979),
/// which loses no digits where the mean is large.
template <class T>
void column_moments(const Columns& c, const T* x, T* parts, T* out) {
  detail::for_column_pieces<T>(c, parts, [&]<class V>(index_t b, index_t first, index_t n, T* sums) {
    const T* const from = x + (b * c.rows + first) * c.columns;
    const V scale(T(1) / static_cast<T>(std::max<index_t>(n, 1)));
    std::fill_n(sums, 2 * c.columns, T(0));
    detail::add_rows<V>(n, c.columns, sums,
                        [&](index_t at, index_t, const auto& part) { return part.load(from + at); });
    detail::for_row<V>(c.columns,
                       [&](index_t j, const auto& part) { part.store(part.load(sums + j) * scale, sums + j); });
    detail::add_rows<V>(n, c.columns, sums + c.columns, [&](index_t at, index_t j, const auto& part) {
      const V d = part.load(from + at) - part.load(sums + j);
      return d * d;
    });
  });
  detail::for_pieces<T>(c.batches, detail::grain_of(c.pieces * c.columns), [&]<class V>(index_t b) {
    detail::for_row<V>(c.columns, [&](index_t j, const auto& part) {
      const T* from = parts + b * c.pieces * 2 * c.columns + j;
      V mean = part.load(from), square = part.load(from + c.columns);
      for (index_t p = 1; p < c.pieces; ++p) {
        from += 2 * c.columns;
        const T before = static_cast<T>(p * c.each), now = static_cast<T>(std::min(c.each, c.rows - p * c.each));
        const V step = part.load(from) - mean;
        mean += step * V(now / (before + now));
        square += part.load(from + c.columns) + step * step * V(before / (before + now) * now);
      }
      part.store(mean, out + b * 2 * c.columns + j);
      part.store(square, out + (b * 2 + 1) * c.columns + j);
    });
  });
}

/// out[b, 0, j] = Σ dy and out[b, 1, j] = Σ dy (x - mean[b, j]) over column j of batch b.
template <class T>
void column_gradient_sums(const Columns& c, const T* dy, const T* x, const T* mean, T* parts, T* out) {
  detail::for_column_pieces<T>(c, parts, [&]<class V>(index_t b, index_t first, index_t n, T* sums) {
    const index_t from = (b * c.rows + first) * c.columns;
    const T *const slopes = dy + from, *const values = x + from, *const middle = mean + b * c.columns;
    std::fill_n(sums, 2 * c.columns, T(0));
    const auto add = [&]<index_t rows>(index_t i, std::integral_constant<index_t, rows>) {
      detail::for_row<V>(c.columns, [&](index_t j, const auto& part) {
        const V mid = part.load(middle + j);
        V total(0), dot(0);
        for (index_t at = i * c.columns + j, r = 0; r < rows; ++r, at += c.columns) {
          const V g = part.load(slopes + at);
          total += g;
          dot += g * (part.load(values + at) - mid);
        }
        part.store(part.load(sums + j) + total, sums + j);
        part.store(part.load(sums + c.columns + j) + dot, sums + c.columns + j);
      });
    };
    index_t i = 0;
    for (; i + 4 <= n; i += 4) add(i, std::integral_constant<index_t, 4>{});
    for (; i < n; ++i) add(i, std::integral_constant<index_t, 1>{});
  });
  detail::for_pieces<T>(c.batches, detail::grain_of(c.pieces * c.columns), [&]<class V>(index_t b) {
    const T* const from = parts + b * c.pieces * 2 * c.columns;
    detail::for_row<V>(2 * c.columns, [&](index_t j, const auto& part) {
      part.store(detail::sum_terms<V>(c.pieces, [&](index_t p) { return part.load(from + p * 2 * c.columns + j); }),
                 out + b * 2 * c.columns + j);
    });
  });
}

/// y = (x - mean[b, j]) scale[b, j] + offset[b, j]. With dy: that plus dy times dy_scale[b, j]. y may be dy.
template <class T>
void column_affine(const Columns& c, T* y, const T* x, const T* mean, const T* scale, const T* offset,
                   const T* dy = nullptr, const T* dy_scale = nullptr) {
  const index_t each = detail::grain_of(c.columns), pieces = (c.rows + each - 1) / each;
  detail::for_pieces<T>(c.batches * pieces, 1, [&]<class V>(index_t p) {
    const index_t b = p / pieces, first = p % pieces * each, n = std::min(each, c.rows - first), k = b * c.columns;
    const index_t start = (b * c.rows + first) * c.columns, end = start + n * c.columns;
    const auto value = [&](index_t at, index_t j, const auto& part) {
      return (part.load(x + at + j) - part.load(mean + k + j)) * part.load(scale + k + j) + part.load(offset + k + j);
    };
    for (index_t at = start; at < end; at += c.columns)
      if (dy == nullptr)
        detail::for_row<V>(c.columns, [&](index_t j, const auto& part) { part.store(value(at, j, part), y + at + j); });
      else
        detail::for_row<V>(c.columns, [&](index_t j, const auto& part) {
          part.store(value(at, j, part) + part.load(dy + at + j) * part.load(dy_scale + k + j), y + at + j);
        });
  });
}

}  // namespace keratin::cpu_backend
