// Reductions of the middle axis of (outer, n, inner), in an order that depends on the shape alone.
#pragma once
#include <algorithm>
#include <limits>

#include "map.hpp"

namespace keratin::cpu_backend {

struct SumReducer {
  static constexpr const char* formula = "a + b";
  static constexpr double start = 0;
  template <class V>
  static V combine(const V& a, const V& b) {
    return a + b;
  }
};
struct MaxReducer {
  static constexpr const char* formula = "a > b || a != a ? a : b";
  static constexpr double start = -std::numeric_limits<double>::infinity();
  template <class V>
  static V combine(const V& a, const V& b) {
    if constexpr (simd::Vector<V>)
      return math::max(a, b);
    else
      return a > b || a != a ? a : b;
  }
};
struct MinReducer {
  static constexpr const char* formula = "a < b || a != a ? a : b";
  static constexpr double start = std::numeric_limits<double>::infinity();
  template <class V>
  static V combine(const V& a, const V& b) {
    if constexpr (simd::Vector<V>)
      return math::min(a, b);
    else
      return a < b || a != a ? a : b;
  }
};
struct ProductReducer {
  static constexpr const char* formula = "a * b";
  static constexpr double start = 1;
  template <class V>
  static V combine(const V& a, const V& b) {
    return a * b;
  }
};

namespace detail {

/// What a reduction starts from; the infinities of max and min are an integer's ends.
template <class R, class T>
T start_of() {
  if constexpr (std::is_floating_point_v<T>)
    return static_cast<T>(R::start);
  else if constexpr (R::start > 1e300)
    return std::numeric_limits<T>::max();
  else if constexpr (R::start < -1e300)
    return std::numeric_limits<T>::lowest();
  else
    return static_cast<T>(R::start);
}

/// term(begin), … term(end - 1), reduced: 64 terms at a time, then 64 of those sums at a time, then the rest. In one
/// long sum small numbers would be lost.
template <class V, class R, index_t step = 4096, class Term>
V reduce_terms(index_t begin, index_t end, const Term& term) {
  V sum(start_of<R, typename V::value_type>());
  for (index_t i = begin; i < end; i += step) {
    if constexpr (step == 1)
      sum = R::combine(sum, term(i));
    else
      sum = R::combine(sum, reduce_terms<V, R, step / 64>(i, std::min(i + step, end), term));
  }
  return sum;
}

/// f(in0[i], …) for i < n, reduced to one number.
template <class V, class R, class F, class... Operands>
typename V::value_type reduce_run(const F& f, index_t n, const Operands&... in) {
  using T = typename V::value_type;
  T lanes[V::width];
  const auto term = [&](index_t i) {
    const index_t at = i * V::width, m = n - at;
    const V x(f(load<V>(in, at, m)...));
    if (m >= V::width) return x;
    V(start_of<R, T>()).store(lanes);  // what lies past the end must not count
    x.store(lanes, m);
    return V::load(lanes);
  };
  reduce_terms<V, R>(0, (n + V::width - 1) / V::width, term).store(lanes);
  for (int half = V::width / 2; half > 0; half /= 2)
    for (int i = 0; i < half; ++i) lanes[i] = R::combine(lanes[i], lanes[i + half]);
  return lanes[0];
}

/// Rows [0, rows) of out[r] = scale * the reduction over i of f(in[0][r, i], in[1][r, i], …).
template <class R, class T, class F, class Index>
struct RowsKernel;
template <class R, class T, class F, std::size_t... k>
struct RowsKernel<R, T, F, std::index_sequence<k...>> {
  template <class Isa>
  static void run(const void* f, index_t rows, index_t n, double scale, void* out, const void* const* in) {
    for (index_t r = 0; r < rows; ++r)
      static_cast<T*>(out)[r] = static_cast<T>(scale) *
                                reduce_run<typename Isa::template Vec<T>, R>(
                                    *static_cast<const F*>(f), n, Operand<T>{static_cast<const T*>(in[k]) + r * n}...);
  }
};

/// total[j] = total[j] combined with rows [begin, end) of x, `inner` apart, row by row as memory has them; `columns` is
/// a multiple of V's width and at most most_columns. The order is that of reduce_terms.
inline constexpr index_t most_columns = 256;
template <class V, class R, index_t step = 4096, class T>
void reduce_columns(index_t begin, index_t end, index_t columns, const T* x, index_t inner, T* total) {
  const auto add = [&](const T* row) {
    for (index_t j = 0; j < columns; j += V::width) R::combine(V::load(total + j), V::load(row + j)).store(total + j);
  };
  for (index_t i = begin; i < end; i += step) {
    if constexpr (step == 1) {
      add(x + i * inner);
    } else {
      T part[most_columns];
      std::fill_n(part, columns, start_of<R, T>());
      reduce_columns<V, R, step / 64>(i, std::min(i + step, end), columns, x, inner, part);
      add(part);
    }
  }
}

/// Columns [0, columns) of out[j] = scale * the reduction over i of x[i, j], for rows `inner` apart.
template <class R, class T>
struct ColumnsKernel {
  template <class Isa>
  static void run(index_t columns, index_t n, index_t inner, double scale, void* out, const void* in) {
    using V = typename Isa::template Vec<T>;
    const T* const x = static_cast<const T*>(in);
    T* const to = static_cast<T*>(out);
    const V factor(static_cast<T>(scale));
    index_t j = 0;
    while (columns - j >= 4 * V::width) {
      const index_t m = std::min(most_columns, (columns - j) / V::width * V::width);
      std::fill_n(to + j, m, start_of<R, T>());
      reduce_columns<V, R>(0, n, m, x + j, inner, to + j);
      for (const index_t end = j + m; j < end; j += V::width) (V::load(to + j) * factor).store(to + j);
    }
    for (; j < columns; j += V::width) {  // few columns stay in registers
      const index_t m = std::min<index_t>(V::width, columns - j);
      const auto term = [&](index_t i) {
        const T* const at = x + i * inner + j;
        return m == V::width ? V::load(at) : V::load(at, m);
      };
      (reduce_terms<V, R>(0, n, term) * factor).store(to + j, m);
    }
  }
};

/// out[r] = the first i with the greatest (or least) x[r, i].
template <bool Greatest, class T>
struct ArgRowsKernel {
  template <class Isa>
  static void run(index_t rows, index_t n, std::int32_t* out, const void* in) {
    using Reducer = std::conditional_t<Greatest, MaxReducer, MinReducer>;
    const T* x = static_cast<const T*>(in);
    for (index_t r = 0; r < rows; ++r, x += n) {
      const T best = reduce_run<typename Isa::template Vec<T>, Reducer>(functors::Identity{}, n, Operand<T>{x});
      const T* const at = std::find(x, x + n, best);
      out[r] = static_cast<std::int32_t>(at < x + n ? at - x : 0);  // a NaN is nowhere
    }
  }
};

template <bool Greatest, class T>
void arg_column(index_t n, index_t inner, std::int32_t* out, const void* in) {
  const T* const x = static_cast<const T*>(in);
  index_t best = 0;
  for (index_t i = 1; i < n; ++i)
    if (Greatest ? x[i * inner] > x[best * inner] : x[i * inner] < x[best * inner]) best = i;
  *out = static_cast<std::int32_t>(best);
}

}  // namespace detail

// Kernels whose types are forgotten, as those of map.hpp.
struct RowsVersions : simd::Versions<const void* /*f*/, index_t /*rows*/, index_t /*n*/, double /*scale*/,
                                     void* /*out*/, const void* const* /*in*/> {
  // For another device: f's tracer, how two numbers become one, and what a reduction starts from.
  trace::Tracer trace = nullptr;
  const char* formula = nullptr;
  double start = 0;
};
struct ReduceKernel {
  RowsVersions rows;
  simd::Versions<index_t /*columns*/, index_t /*n*/, index_t /*inner*/, double /*scale*/, void* /*out*/,
                 const void* /*x*/>
      columns;
};
struct ArgKernel {
  simd::Versions<index_t /*rows*/, index_t /*n*/, std::int32_t* /*out*/, const void* /*x*/> rows;
  void (*column)(index_t n, index_t inner, std::int32_t* out, const void* x) = nullptr;
};

/// The kernel that reduces by R what F makes of N inputs of type T.
template <class R, class T, class F, std::size_t N>
constexpr RowsVersions rows_versions() {
  using Kernel = detail::RowsKernel<R, T, F, std::make_index_sequence<N>>;
  return {simd::versions<Kernel, T, const void*, index_t, index_t, double, void*, const void* const*>(),
          trace::map_tracer<T, F, N>(), R::formula, R::start};
}
template <class R, class T>
constexpr ReduceKernel reduce_kernel() {
  return {rows_versions<R, T, functors::Identity, 1>(),
          simd::versions<detail::ColumnsKernel<R, T>, T, index_t, index_t, index_t, double, void*, const void*>()};
}
template <bool Greatest, class T>
constexpr ArgKernel arg_kernel() {
  return {simd::versions<detail::ArgRowsKernel<Greatest, T>, T, index_t, index_t, std::int32_t*, const void*>(),
          detail::arg_column<Greatest, T>};
}

/// out[r] = scale * the reduction over i of f(in0[r, i], in1[r, i]), for rows of n elements of `size` bytes.
void reduce_rows(const RowsVersions& kernel, const void* f, index_t rows, index_t n, double scale, std::size_t size,
                 void* out, const void* in0, const void* in1 = nullptr);
/// out[o, j] = scale * the reduction over i of x[o, i, j].
void reduce(const ReduceKernel& kernel, index_t outer, index_t n, index_t inner, double scale, std::size_t size,
            void* out, const void* x);
/// out[o, j] = the first i with the greatest (or least) x[o, i, j].
void arg_reduce(const ArgKernel& kernel, index_t outer, index_t n, index_t inner, std::size_t size, std::int32_t* out,
                const void* x);

}  // namespace keratin::cpu_backend

#if KERATIN_DEFINE(backend)
namespace keratin::cpu_backend {

KERATIN_INLINE void reduce_rows(const RowsVersions& kernel, const void* f, index_t rows, index_t n, double scale,
                                std::size_t size, void* out, const void* in0, const void* in1) {
  const auto bytes = static_cast<index_t>(size);
  const auto run = kernel.best();
  parallel::for_range(rows, std::max<index_t>(1, pointwise_grain / std::max<index_t>(n, 1)),
                      [&](index_t begin, index_t end) {
                        const index_t first = begin * n * bytes;
                        const void* const in[] = {static_cast<const char*>(in0) + first,
                                                  in1 ? static_cast<const char*>(in1) + first : nullptr};
                        run(f, end - begin, n, scale, static_cast<char*>(out) + begin * bytes, in);
                      });
}

KERATIN_INLINE void reduce(const ReduceKernel& kernel, index_t outer, index_t n, index_t inner, double scale,
                           std::size_t size, void* out, const void* x) {
  const functors::Identity identity;
  if (inner == 1) return reduce_rows(kernel.rows, &identity, outer, n, scale, size, out, x);
  const auto bytes = static_cast<index_t>(size);
  const index_t columns = std::max<index_t>(64, pointwise_grain / std::max<index_t>(n, 1));
  const index_t pieces = (inner + columns - 1) / columns;
  const auto run = kernel.columns.best();
  parallel::for_range(outer * pieces, 1, [&](index_t begin, index_t end) {
    for (index_t p = begin; p < end; ++p) {
      const index_t o = p / pieces, first = p % pieces * columns;
      run(std::min(columns, inner - first), n, inner, scale, static_cast<char*>(out) + (o * inner + first) * bytes,
          static_cast<const char*>(x) + (o * n * inner + first) * bytes);
    }
  });
}

KERATIN_INLINE void arg_reduce(const ArgKernel& kernel, index_t outer, index_t n, index_t inner, std::size_t size,
                               std::int32_t* out, const void* x) {
  const auto bytes = static_cast<index_t>(size);
  const auto rows = kernel.rows.best();
  parallel::for_range(
      outer, std::max<index_t>(1, pointwise_grain / std::max<index_t>(n * inner, 1)), [&](index_t begin, index_t end) {
        const char* const from = static_cast<const char*>(x) + begin * n * inner * bytes;
        if (inner == 1 && n >= 32)  // long rows: the extreme by vectors, then its place
          return rows(end - begin, n, out + begin, from);
        for (index_t i = 0; i < (end - begin) * inner; ++i)
          kernel.column(n, inner, out + begin * inner + i, from + (i / inner * n * inner + i % inner) * bytes);
      });
}

}  // namespace keratin::cpu_backend
#endif
