// Reductions of the middle axis of (outer, n, inner), in an order that depends on the shape alone.
#pragma once
#include <algorithm>
#include <limits>

#include "map.hpp"

namespace keratin::cpu_backend {

struct SumReducer {
  static constexpr double start = 0;
  template <class V>
  static V combine(const V& a, const V& b) {
    return a + b;
  }
};
struct MaxReducer {
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

/// term(begin), … term(end - 1), reduced: 64 terms at a time, then 64 of those sums at a time, then the rest. In one long
/// sum small numbers would be lost.
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

}  // namespace detail

/// out[r] = scale * the reduction over i of f(in0[r, i], in1[r, i], …), for rows of n elements.
template <class R, class F, class T, class... More>
void reduce_rows(const F& f, index_t rows, index_t n, T scale, T* out, const T* first, const More*... more) {
  const index_t grain = std::max<index_t>(1, pointwise_grain / std::max<index_t>(n, 1));
  parallel::for_range(rows, grain, [&](index_t begin, index_t end) {
    const auto body = [&]<class Isa>() {
      using V = typename Isa::template Vec<T>;
      for (index_t r = begin; r < end; ++r)
        out[r] = scale * detail::reduce_run<V, R>(f, n, Operand<T>{first + r * n}, Operand<T>{more + r * n}...);
    };
    simd::run<T>(body);
  });
}

/// out[o, j] = scale * the reduction over i of x[o, i, j].
template <class R, class T>
void reduce(index_t outer, index_t n, index_t inner, T scale, T* out, const T* x) {
  if (inner == 1) return reduce_rows<R>(functors::Identity{}, outer, n, scale, out, x);
  const index_t columns = std::max<index_t>(64, pointwise_grain / std::max<index_t>(n, 1));
  const index_t pieces = (inner + columns - 1) / columns;
  parallel::for_range(outer * pieces, 1, [&](index_t begin, index_t end) {
    const auto body = [&]<class Isa>() {
      using V = typename Isa::template Vec<T>;
      for (index_t p = begin; p < end; ++p) {
        const index_t o = p / pieces, first = p % pieces * columns, last = std::min(first + columns, inner);
        const T* const block = x + o * n * inner;
        for (index_t j = first; j < last; j += V::width) {
          const index_t m = std::min<index_t>(V::width, last - j);
          const auto term = [&](index_t i) {
            const T* const at = block + i * inner + j;
            return m == V::width ? V::load(at) : V::load(at, m);
          };
          (detail::reduce_terms<V, R>(0, n, term) * V(scale)).store(out + o * inner + j, m);
        }
      }
    };
    simd::run<T>(body);
  });
}

/// out[o, j] = the first i with the greatest (or least) x[o, i, j].
template <bool Greatest, class T>
void arg_reduce(index_t outer, index_t n, index_t inner, std::int32_t* out, const T* x) {
  using Reducer = std::conditional_t<Greatest, MaxReducer, MinReducer>;
  const index_t grain = std::max<index_t>(1, pointwise_grain / std::max<index_t>(n * inner, 1));
  parallel::for_range(outer, grain, [=](index_t begin, index_t end) {
    if (inner == 1 && n >= 32) {  // long rows: the extreme by vectors, then its place
      simd::run<T>([&]<class Isa>() {
        using V = typename Isa::template Vec<T>;
        for (index_t o = begin; o < end; ++o) {
          const T best = detail::reduce_run<V, Reducer>(functors::Identity{}, n, Operand<T>{x + o * n});
          const T* const at = std::find(x + o * n, x + (o + 1) * n, best);
          out[o] = static_cast<std::int32_t>(at < x + (o + 1) * n ? at - (x + o * n) : 0);  // a NaN is nowhere
        }
      });
      return;
    }
    for (index_t o = begin; o < end; ++o)
      for (index_t j = 0; j < inner; ++j) {
        const T* const at = x + o * n * inner + j;
        index_t best = 0;
        for (index_t i = 1; i < n; ++i)
          if (Greatest ? at[i * inner] > at[best * inner] : at[i * inner] < at[best * inner]) best = i;
        out[o * inner + j] = static_cast<std::int32_t>(best);
      }
  });
}

}  // namespace keratin::cpu_backend
