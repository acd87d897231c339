// mod(a, b) = a - b floor(a / b): the rest of a division, with the sign of b.   d/da = 1, d/db = -floor(a / b).
// floor_divide(a, b) = floor(a / b).   It has no gradient.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The rest of a / b, with b's sign, broadcast (keras.ops.mod). Of integers by 0 it is 0.
[[nodiscard]] Tensor mod(const Tensor& a, const Tensor& b);
/// a / b rounded down, broadcast; integers stay integers (keras.ops.floor_divide). Of integers by 0 it is 0.
[[nodiscard]] Tensor floor_divide(const Tensor& a, const Tensor& b);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include <cmath>

#include "op.hpp"

namespace keratin::ops {

namespace detail {

/// Whether b is 0 or -1: the processor traps a division by the one, and of the least number by the other.
template <class T>
bool divides_oddly(T b) {
  return b == 0 || (std::is_signed_v<T> && b == static_cast<T>(-1));
}

template <class T>
T floor_mod(T a, T b) {
  T rest;
  if constexpr (std::is_floating_point_v<T>)
    rest = std::fmod(a, b);
  else
    rest = divides_oddly(b) ? T(0) : static_cast<T>(a % b);
  return rest != 0 && (rest < 0) != (b < 0) ? static_cast<T>(rest + b) : rest;
}

/// The rest with a's sign, as a step of a CUDA device's kernel.
template <class V>
V traced_rest(const V& a, const V& b) {
  if constexpr (std::is_floating_point_v<typename V::value_type>)
    return V::made("fmod(%0, %1)", a, b);
  else
    return V::made("%1 == 0 || %1 == -1 ? 0 : %0 - %0 / %1 * %1", a, b);
}
/// Whether it is not 0 and has not b's sign.
template <class V>
auto is_against(const V& rest, const V& b) {
  const V zero(0);
  return ((rest < zero) & (b >= zero)) | ((rest > zero) & (b < zero));
}

}  // namespace detail

struct Mod {
  template <class V>
  V operator()(const V& a, const V& b) const {
    if constexpr (trace::is_traced<V>) {
      const V rest = detail::traced_rest(a, b);
      return select(detail::is_against(rest, b), rest + b, rest);
    } else {
      return each(a, b, detail::floor_mod<typename V::value_type>);
    }
  }
  template <class V>
  static V gradient_a(const V&, const V&, const V& dy) {
    return dy;
  }
  template <class V>
  static V gradient_b(const V& a, const V& b, const V& dy) {
    return -dy * math::floor(a / b);
  }
};
KERATIN_INLINE Tensor mod(const Tensor& a, const Tensor& b) {
  return binary({"keras.src.ops.numpy", "Mod"}, Mod{}, a, b, mod);
}

struct FloorDivide {
  template <class V>
  V operator()(const V& a, const V& b) const {
    using T = typename V::value_type;
    if constexpr (std::is_floating_point_v<T>) {
      return math::floor(a / b);
    } else if constexpr (trace::is_traced<V>) {
      const V whole = V::made("%1 == 0 ? 0 : %1 == -1 ? 0 - %0 : %0 / %1", a, b);
      return select(detail::is_against(detail::traced_rest(a, b), b), whole - V(1), whole);
    } else {
      return each(a, b, [](T x, T y) {
        if (y == 0) return T(0);
        if (detail::divides_oddly(y)) return static_cast<T>(0 - static_cast<std::make_unsigned_t<T>>(x));
        const auto rest = x % y;
        return static_cast<T>(x / y - (rest != 0 && (rest < 0) != (y < 0)));
      });
    }
  }
};
KERATIN_INLINE Tensor floor_divide(const Tensor& a, const Tensor& b) {
  if (a.symbolic() || b.symbolic())
    return symbolic_op("keras.src.ops.numpy", "FloorDivide", {a, b},
                       [](const Tensors& in) { return floor_divide(in[0], in[1]); });
  detail::check_broadcast("FloorDivide", a, b);
  const DType common = result_type(a.dtype(), b.dtype()), dtype = common == bool_ ? int32 : common;
  return map_number(FloorDivide{}, detach(a.cast(dtype)), detach(b.cast(dtype)));
}

}  // namespace keratin::ops
#endif
