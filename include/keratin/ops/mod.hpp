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

template <class T>
T floor_mod(T a, T b) {
  T rest;
  if constexpr (std::is_floating_point_v<T>)
    rest = std::fmod(a, b);
  else
    rest = b == 0 || b + 1 == 0 ? T(0) : static_cast<T>(a % b);  // the least number by -1 would trap
  return rest != 0 && (rest < 0) != (b < 0) ? static_cast<T>(rest + b) : rest;
}

}  // namespace detail

struct Mod {
  template <class V>
  V operator()(const V& a, const V& b) const {
    using T = typename V::value_type;
    if constexpr (std::is_floating_point_v<T> && requires { a.step(); }) {  // of a CUDA device's kernel
      const V rest = V::made("fmod(%0, %1)", a, b), zero(0);
      const auto against = ((rest < zero) & (b >= zero)) | ((rest > zero) & (b < zero));
      return select(against, rest + b, rest);
    } else {
      return each(a, b, detail::floor_mod<T>);
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
    if constexpr (std::is_floating_point_v<T>)
      return math::floor(a / b);
    else
      return each(a, b, [](T x, T y) {
        if (y == 0) return T(0);
        if (y + 1 == 0) return static_cast<T>(0 - static_cast<std::make_unsigned_t<T>>(x));
        return static_cast<T>((x - detail::floor_mod(x, y)) / y);
      });
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
