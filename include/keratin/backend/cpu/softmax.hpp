// Softmax over the last axis, row by row, and its fusion with cross-entropy.
#pragma once
#include <algorithm>
#include <limits>
#include "reduce.hpp"

namespace keratin::cpu_backend {

namespace detail {

/// The greatest of n numbers. A NaN may be lost: it comes back in the sum of exponentials.
template <class V, class T>
T greatest(index_t n, const T* x) {
  constexpr int width = V::width, lines = 4;  // so that one comparison need not wait for the last
  const auto combine = [](const V& a, const V& b) { return select(a > b, a, b); };
  V top[lines];
  for (V& line : top) line = V(-std::numeric_limits<T>::infinity());
  index_t i = 0;
  for (; i + lines * width <= n; i += lines * width)
    for (int k = 0; k < lines; ++k) top[k] = combine(top[k], V::load(x + i + k * width));
  for (; i + width <= n; i += width) top[0] = combine(top[0], V::load(x + i));
  T lane[width];
  combine(combine(top[0], top[1]), combine(top[2], top[3])).store(lane);
  return std::max(*std::max_element(lane, lane + width), i < n ? *std::max_element(x + i, x + n) : lane[0]);
}

/// y = exp(x - top) for n numbers; their sum. Whole vectors are summed a thousand numbers at a time: in one long sum
/// small ones would be lost.
template <class V, class T>
T shifted_exp(index_t n, T* y, const T* x, T top) {
  constexpr int width = V::width;
  V sum(0), part(0);
  index_t i = 0, end = 0;
  while (i + width <= n) {
    for (end = std::min(n - width, end + 1024); i <= end; i += width) {
      const V e = math::exp(V::load(x + i) - V(top));
      e.store(y + i);
      part += e;
    }
    sum += part;
    part = V(0);
  }
  T lane[width] = {};
  if (i < n) {
    const V e = math::exp(V::load(x + i, n - i) - V(top));
    e.store(y + i, n - i);
    e.store(lane, n - i);
    sum += V::load(lane);
  }
  sum.store(lane);
  for (int half = width / 2; half > 0; half /= 2)
    for (int k = 0; k < half; ++k) lane[k] += lane[k + half];
  return lane[0];
}

struct SoftmaxGradient {
  template <class V>
  V operator()(const V& y, const V& dy, const V& dot) const {
    return y * (dy - dot);
  }
};

template <class T, class Body>
void for_rows(index_t rows, index_t n, const Body& body) {
  parallel::for_range(rows, std::max<index_t>(1, pointwise_grain / 4 / std::max<index_t>(n, 1)),
                      [&](index_t begin, index_t end) {
                        simd::run<T>([&]<class Isa>() {
                          for (index_t r = begin; r < end; ++r) body.template operator()<Isa>(r);
                        });
                      });
}

}  // namespace detail

/// y = exp(x - max x) / sum, for each row. `y` may be `x`.
template <class T>
void softmax(index_t rows, index_t n, T* y, const T* x) {
  detail::for_rows<T>(rows, n, [=]<class Isa>(index_t r) {
    using V = typename Isa::template Vec<T>;
    T* const out = y + r * n;
    const T top = detail::greatest<V>(n, x + r * n);
    const T scale = T(1) / detail::shifted_exp<V>(n, out, x + r * n, top);
    detail::map_loop<V>(functors::Multiply{}, n, out, Operand<T>{out}, Operand<T>{&scale, true});
  });
}

/// dx = y * (dy - sum(dy * y)), for each row.
template <class T>
void softmax_gradient(index_t rows, index_t n, T* dx, const T* y, const T* dy) {
  detail::for_rows<T>(rows, n, [=]<class Isa>(index_t r) {
    using V = typename Isa::template Vec<T>;
    const Operand<T> p{y + r * n}, d{dy + r * n};
    const T dot = detail::reduce_run<V, SumReducer>(functors::Multiply{}, n, p, d);
    detail::map_loop<V>(detail::SoftmaxGradient{}, n, dx + r * n, p, d, Operand<T>{&dot, true});
  });
}

}  // namespace keratin::cpu_backend
