// Softmax over the last axis, row by row, and its fusion with cross-entropy.
#pragma once
#include <algorithm>
#include "reduce.hpp"

namespace keratin::cpu_backend {

namespace detail {

struct ShiftedExp {
  template <class V>
  V operator()(const V& x, const V& top) const {
    return math::exp(x - top);
  }
};
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
    const Operand<T> in{x + r * n};
    T* const out = y + r * n;
    const T top = detail::reduce_run<V, MaxReducer>(functors::Identity{}, n, in);
    detail::map_loop<V>(detail::ShiftedExp{}, n, out, in, Operand<T>{&top, true});
    const T scale = T(1) / detail::reduce_run<V, SumReducer>(functors::Identity{}, n, Operand<T>{out});
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
