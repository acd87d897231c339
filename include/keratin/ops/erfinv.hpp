// erfinv(x): the y with erf(y) = x.   d/dx = sqrt(pi) / 2 e^y^2.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// The inverse of the error function (keras.ops.erfinv): infinite at -1 and 1, NaN outside.
[[nodiscard]] Tensor erfinv(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include <cmath>

#include "op.hpp"

namespace keratin::ops {

namespace detail {

/// Seven digits of erfinv(a) for 0 <= a < 1, by M. Giles, "Approximating the erfinv function", 2010; near 1, where his
/// polynomials end, the first terms of erfc's expansion.
inline double rough_erfinv(double a) {
  constexpr double middle[] = {2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087,
                               -0.00125372503, -0.00417768164, 0.246640727,    1.50140941};
  constexpr double outer[] = {-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773,
                              -0.0076224613,   0.00943887047,  1.00167406,    2.83297682};
  const double w = -std::log((1 - a) * (1 + a));
  if (w > 16) return std::sqrt(w + 0.6931 - 0.5 * std::log(3.1416 * w));
  const double z = w < 5 ? w - 2.5 : std::sqrt(w) - 3;
  double p = 0;
  for (const double c : w < 5 ? middle : outer) p = p * z + c;
  return p * a;
}

/// Halley's method from there: each step has three times as many digits.
inline double exact_erfinv(double x) {
  const double a = std::abs(x);
  if (a == 1) return std::copysign(INFINITY, x);
  if (!(a < 1)) return NAN;
  double y = rough_erfinv(a);
  for (int i = 0; i < 3; ++i) {
    const double left = a < 0.5 ? a - std::erf(y) : std::erfc(y) - (1 - a);
    const double step = left * 0.88622692545275801 * std::exp(y * y);
    y += step / (1 - y * step);
  }
  return std::copysign(y, x);
}

}  // namespace detail

struct Erfinv {
  template <class V>
  V operator()(const V& x) const {
    using T = typename V::value_type;
    if constexpr (trace::is_traced<V>)
      return erfinv(x);
    else
      return each(x, [](T v) { return static_cast<T>(detail::exact_erfinv(static_cast<double>(v))); });
  }
  template <class V>
  static V gradient(const V&, const V& y, const V& dy) {
    return dy * V(0.88622692545275801) * math::exp(y * y);
  }
};
KERATIN_INLINE Tensor erfinv(const Tensor& x) { return unary({"keras.src.ops.math", "Erfinv"}, Erfinv{}, x); }

}  // namespace keratin::ops
#endif
