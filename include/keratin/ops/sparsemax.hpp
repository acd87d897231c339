// sparsemax(x) = max(x - t, 0) along an axis, t from the sums of the largest numbers.   (Martins & Astudillo 2016)
//
// As Keras computes it, which is what trained models expect: of the k numbers that count, t = (S_1 + … + S_k - 1) / k,
// where S_i is the sum of the i largest. (In the paper t = (S_k - 1) / k. They agree where one number stands out, k
// = 1.) dx = m dy - w Σ m dy, with m = 1 where the result is above 0 and w = (k - j) / k for the j-th largest, j = 0 …
// k - 1.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// Numbers from 0 up along `axis`, of which many are 0 (keras.ops.sparsemax).
[[nodiscard]] Tensor sparsemax(const Tensor& x, Int axis = -1);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include <algorithm>
#include <numeric>
#include <vector>

#include "cumsum.hpp"
#include "op.hpp"
#include "softmax.hpp"
#include "sort.hpp"
#include "take_along_axis.hpp"

namespace keratin::ops {

namespace detail {

/// One row's numbers in falling order, as their places.
template <class T>
void sort_falling(index_t n, const T* x, std::vector<index_t>& places) {
  places.resize(static_cast<std::size_t>(n));
  std::iota(places.begin(), places.end(), index_t{0});
  std::stable_sort(places.begin(), places.end(), [x](index_t i, index_t j) { return x[i] > x[j]; });
}

/// k and t of one row.
template <class T>
struct SparsemaxThreshold {
  index_t count = 0;
  T t = 0;
};
template <class T>
SparsemaxThreshold<T> sparsemax_threshold(index_t n, const T* x, const std::vector<index_t>& places) {
  SparsemaxThreshold<T> found;
  T sum = 0, sums = 0;
  for (index_t i = 0; i < n; ++i) {
    const T next = x[places[static_cast<std::size_t>(i)]];
    sum += next;
    if (next - (sum - T(1)) / static_cast<T>(i + 1) <= T(0)) break;
    sums += sum;
    found.count = i + 1;
  }
  found.t = (sums - T(1)) / static_cast<T>(found.count);
  return found;
}

template <class T>
void sparsemax_rows(index_t rows, index_t n, T* y, const T* x) {
  std::vector<index_t> places;
  for (index_t r = 0; r < rows; ++r, x += n, y += n) {
    sort_falling(n, x, places);
    const T t = sparsemax_threshold(n, x, places).t;
    for (index_t i = 0; i < n; ++i) y[i] = std::max(x[i] - t, T(0));
  }
}

template <class T>
void sparsemax_gradient_rows(index_t rows, index_t n, T* dx, const T* x, const T* dy) {
  std::vector<index_t> places;
  for (index_t r = 0; r < rows; ++r, x += n, dx += n, dy += n) {
    sort_falling(n, x, places);
    const auto [count, t] = sparsemax_threshold(n, x, places);
    T sum = 0;
    for (index_t i = 0; i < n; ++i) sum += dx[i] = x[i] - t > T(0) ? dy[i] : T(0);
    for (index_t j = 0; j < count; ++j)
      dx[places[static_cast<std::size_t>(j)]] -= sum * static_cast<T>(count - j) / static_cast<T>(count);
  }
}

/// 1 for the i-th largest number if it counts; `sum` is that of the first i.
struct SparsemaxCounts {
  template <class V>
  V operator()(const V& number, const V& sum, const V& i) const {
    return to_number(number - (sum - V(1)) / i > V(0));
  }
};
struct SparsemaxT {
  template <class V>
  V operator()(const V& sums, const V& count) const {
    return (sums - V(1)) / count;
  }
};
struct SparsemaxValue {
  template <class V>
  V operator()(const V& x, const V& t) const {
    return math::max(x - t, V(0));
  }
};
struct SparsemaxKept {
  template <class V>
  V operator()(const V& x, const V& t, const V& dy) const {
    return select(x - t > V(0), dy, V(0));
  }
};
/// m dy - w Σ m dy of the number that is the `place`-th largest, counted from 0.
struct SparsemaxSlope {
  template <class V>
  V operator()(const V& kept, const V& place, const V& count, const V& sum) const {
    return kept - select(place < count, (count - place) / count, V(0)) * sum;
  }
};

/// Rows on a CUDA device: their order, largest first, k and t.
struct SparsemaxRows {
  explicit SparsemaxRows(const Tensor& x) : order(sorted_places(x, x.shape().back(), true)) {
    const NoGradient scope;
    last[x.shape().rank() - 1] = true;
    const Tensor sorted = take_along_axis(x, order, -1), sums = cumsum(sorted, -1);
    const Tensor numbers = cumsum(full({x.shape().back()}, 1, x.dtype(), x.device()), 0);
    const Tensor counts = map(SparsemaxCounts{}, sorted, sums, numbers);
    count = reduce<cpu_backend::SumReducer>(counts, last, true);
    t = map(SparsemaxT{}, reduce<cpu_backend::SumReducer>(map(functors::Multiply{}, counts, sums), last, true), count);
  }
  Tensor gradient(const Tensor& x, const Tensor& dy) const {
    const Tensor kept = map(SparsemaxKept{}, x, t, dy);
    const Tensor places = sorted_places(order, x.shape().back(), false).cast(x.dtype());
    return map(SparsemaxSlope{}, kept, places, count, reduce<cpu_backend::SumReducer>(kept, last, true));
  }
  Flags last{};
  Tensor order, count, t;
};

inline Tensor sparsemax_on_cuda(const Tensor& x) {
  const SparsemaxRows rows(x);
  const Tensor y = map(SparsemaxValue{}, x, rows.t);
  record(y, {&x}, [x, rows](const Tensor& dy, InputGradients& dx) { dx.add(0, rows.gradient(x, dy)); });
  return y;
}

inline Tensor sparsemax_last(const Tensor& x) {
  if (on_cuda(x) && x.size() > 0) return sparsemax_on_cuda(x);
  const index_t n = x.shape().back(), rows = x.size() / std::max<index_t>(n, 1);
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device());
  if (!on_meta(y))
    visit_float(x.dtype(), "sparsemax", [&](auto zero) {
      using T = decltype(zero);
      sparsemax_rows(rows, n, y.data<T>(), x.data<const T>());
    });
  record(y, {&x}, [x, n, rows](const Tensor& dy, InputGradients& dx) {
    Tensor d = Tensor::empty(x.shape(), x.dtype(), x.device());
    visit_float(x.dtype(), "sparsemax", [&](auto zero) {
      using T = decltype(zero);
      sparsemax_gradient_rows(rows, n, d.data<T>(), x.data<const T>(), dy.data<const T>());
    });
    dx.add(0, d);
  });
  return y;
}

}  // namespace detail

KERATIN_INLINE Tensor sparsemax(const Tensor& x, Int axis) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.nn", "Sparsemax", {x},
                       [axis](const Tensors& in) { return sparsemax(in[0], axis); }, {{"axis", axis}});
  return detail::along_axis(detail::as_float(x), axis, "sparsemax", detail::sparsemax_last);
}

}  // namespace keratin::ops
#endif
