// sort(x, axis), argsort(x, axis): in rising order; equal elements keep theirs, NaN comes last.
// The gradient of sort goes back to where each element came from.
#pragma once
#include <optional>

#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The elements along the axis in rising order (keras.ops.sort).
[[nodiscard]] Tensor sort(const Tensor& x, Int axis = -1);
/// Their places (int32) in rising order; of all elements in a row without an axis (keras.ops.argsort).
[[nodiscard]] Tensor argsort(const Tensor& x, std::optional<Int> axis = -1);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <numeric>

#include "../backend/cuda/sort.hpp"
#include "moveaxis.hpp"
#include "op.hpp"
#include "reshape.hpp"
#include "take_along_axis.hpp"

namespace keratin::ops {

namespace detail {

/// Whether the number at place i comes before that at j: NaN last; with `ties`, the first of equal ones.
template <class T, bool ties>
struct PlaceOrder {
  bool operator()(std::int32_t i, std::int32_t j) const {
    const T a = row[i], b = row[j];
    if (falling ? a > b : a < b) return true;
    if constexpr (ties) {
      if (falling ? b > a : b < a) return false;
      if ((a == a) == (b == b)) return i < j;
    }
    return a == a && b != b;
  }
  const T* row;
  bool falling;
};

/// Counts through the places of a row; std::ranges::iota_view does not compile with clang 14.
struct Places {
  using iterator_category = std::input_iterator_tag;
  using value_type = std::int32_t;
  using difference_type = std::ptrdiff_t;
  using pointer = const std::int32_t*;
  using reference = std::int32_t;
  std::int32_t operator*() const { return at; }
  Places& operator++() { return ++at, *this; }
  Places operator++(int) { return {at++}; }
  bool operator==(const Places& other) const = default;
  std::int32_t at;
};

/// For each row of n numbers, the places of the first k in rising or falling order. Rows are shared among threads.
inline Tensor sorted_places(const Tensor& x, index_t k, bool falling) {
  const index_t n = x.shape().back(), rows = n > 0 ? x.size() / n : 0;
  Tensor y = Tensor::empty(x.shape().with(x.shape().rank() - 1, k), int32, x.device());
  if (on_meta(y)) return y;
  if constexpr (with_cuda) {
    if (on_cuda(y)) {
      cuda_backend::sorted_places(y.device().index(), x.dtype(), rows, n, k, falling,
                                  static_cast<std::int32_t*>(device_output(y)), DeviceData(x, y.device()).get());
      return y;
    }
  }
  const auto order = [&](auto zero) {
    using T = BytesForBool<decltype(zero)>;
    const T* const in = x.data<const T>();
    std::int32_t* const out = y.data<std::int32_t>();
    constexpr index_t grain = cpu_backend::pointwise_grain / 16;  // an element costs more here than in a formula
    parallel::for_range(rows, std::max<index_t>(1, grain / std::max<index_t>(n, 1)), [=](index_t begin, index_t end) {
      for (index_t r = begin; r < end; ++r) {
        std::int32_t* const places = out + r * k;
        if (k == n) {
          std::iota(places, places + n, 0);
          std::stable_sort(places, places + n, PlaceOrder<T, false>{in + r * n, falling});
        } else {
          std::partial_sort_copy(Places{0}, Places{static_cast<std::int32_t>(n)}, places, places + k,
                                 PlaceOrder<T, true>{in + r * n, falling});
        }
      }
    });
  };
  visit_dtype(x.dtype(), order);
  return y;
}

}  // namespace detail

KERATIN_INLINE Tensor argsort(const Tensor& x, std::optional<Int> axis) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Argsort", {x},
                       [axis](const Tensors& in) { return argsort(in[0], axis); }, {{"axis", axis}});
  const NoGradient scope;
  if (!axis) return argsort(x.view({x.size()}), -1);
  const std::size_t a = x.shape().axis(*axis, "argsort");
  if (a + 1 == x.shape().rank()) return detail::sorted_places(x, x.shape()[a], false);
  return moveaxis(detail::sorted_places(moveaxis(x, a, -1), x.shape()[a], false), -1, a);
}

KERATIN_INLINE Tensor sort(const Tensor& x, Int axis) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Sort", {x}, [axis](const Tensors& in) { return sort(in[0], axis); },
                       {{"axis", axis}});
  return take_along_axis(x, argsort(x, axis), axis);
}

}  // namespace keratin::ops
#endif
