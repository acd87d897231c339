// Sines, arcs and hyperbolic functions on vectors: polynomials in float32, after the Cephes library (S. Moshier); in
// float64 the C library's, number by number.
#pragma once
#include "math.hpp"

namespace keratin::math {

using trace::arccos;
using trace::arccosh;
using trace::arcsin;
using trace::arcsinh;
using trace::arctan;
using trace::arctan2;
using trace::arctanh;
using trace::cos;
using trace::cosh;
using trace::sin;
using trace::sinh;
using trace::tan;

namespace detail {

/// Number by number, by f of the C library.
template <class V, class F>
V each_by(const V& x, F f) {
  return each(x, [f](typename V::value_type v) { return f(v); });
}

/// The mask of a float vector from that of its bits.
template <class V>
typename V::Mask bit_set(const typename V::Bits& b, int bit) {
  return typename V::Mask(((b & bit) != typename V::Bits(0)).m);
}

/// An angle less its multiple of a quarter turn, and which quarter that is. Its sine and cosine follow.
template <class V>
struct Angle {
  V sine, cosine;
  typename V::Bits quarter;
};
template <class V>
Angle<V> angle(const V& x) {
  const auto n = round(x * V(0.636619772f));
  const V r =
      x - n.number * V(1.5703125f) - n.number * V(4.837512969970703125e-4f) - n.number * V(7.549789948768648e-8f);
  const V z = r * r;
  V s(-1.9515295891e-4f);
  s = s * z + V(8.3321608736e-3f);
  s = s * z + V(-1.6666654611e-1f);
  V c(2.443315711809948e-5f);
  c = c * z + V(-1.388731625493765e-3f);
  c = c * z + V(4.166664568298827e-2f);
  return {s * z * r + r, c * z * z - V(0.5f) * z + V(1.0f), n.whole};
}
/// Beyond this the three parts of a quarter turn are too few.
template <class V>
bool any_far(const V& x) {
  return sum(to_number(abs(x) > V(8192.0f))) > 0;
}

/// arctan of 0 <= a.
template <class V>
V arctan_positive(const V& a) {
  const auto steep = a > V(2.414213562373095f), middle = a > V(0.4142135623730950f);
  const V base = select(steep, V(1.5707963267948966f), select(middle, V(0.7853981633974483f), V(0.0f)));
  const V t = select(steep, V(-1.0f) / a, select(middle, (a - V(1.0f)) / (a + V(1.0f)), a)), z = t * t;
  V p(8.05374449538e-2f);
  p = p * z + V(-1.38776856032e-1f);
  p = p * z + V(1.99777106478e-1f);
  p = p * z + V(-3.33329491539e-1f);
  return base + (p * z * t + t);
}

/// arcsin of 0 <= a <= 0.5.
template <class V>
V arcsin_near(const V& a) {
  const V z = a * a;
  V p(4.2163199048e-2f);
  p = p * z + V(2.4181311049e-2f);
  p = p * z + V(4.5470025998e-2f);
  p = p * z + V(7.4953002686e-2f);
  p = p * z + V(1.6666752422e-1f);
  return p * z * a + a;
}

}  // namespace detail

template <FloatVector V>
V sin(const V& x) {
  if (detail::any_far(x)) return detail::each_by(x, [](float v) { return std::sin(v); });
  const auto a = detail::angle(x);
  const V y = select(detail::bit_set<V>(a.quarter, 1), a.cosine, a.sine);
  return select(detail::bit_set<V>(a.quarter, 2), -y, y);
}

template <FloatVector V>
V cos(const V& x) {
  if (detail::any_far(x)) return detail::each_by(x, [](float v) { return std::cos(v); });
  const auto a = detail::angle(x);
  const V y = select(detail::bit_set<V>(a.quarter, 1), a.sine, a.cosine);
  return select(detail::bit_set<V>(a.quarter + 1, 2), -y, y);
}

template <FloatVector V>
V tan(const V& x) {
  if (detail::any_far(x)) return detail::each_by(x, [](float v) { return std::tan(v); });
  const auto a = detail::angle(x);
  const auto odd = detail::bit_set<V>(a.quarter, 1);
  return select(odd, -a.cosine, a.sine) / select(odd, a.sine, a.cosine);
}

template <FloatVector V>
V arctan(const V& x) {
  const V y = detail::arctan_positive(abs(x));
  return select(x < V(0.0f), -y, y);
}

template <FloatVector V>
V arcsin(const V& x) {
  const V a = abs(x), half = V(0.5f) * (V(1.0f) - a);
  const auto far = a > V(0.5f);
  const V p = detail::arcsin_near(select(far, sqrt(half), a));
  const V y = select(far, V(1.5707963267948966f) - p - p, p);
  return select(x < V(0.0f), -y, y);
}

template <FloatVector V>
V arccos(const V& x) {
  const V a = abs(x), half = V(0.5f) * (V(1.0f) - a);
  const auto far = a > V(0.5f), negative = x < V(0.0f);
  const V p = detail::arcsin_near(select(far, sqrt(half), a));
  const V far_side = select(negative, V(3.1415926535897932f) - p - p, p + p);
  const V near_side = V(1.5707963267948966f) - select(negative, -p, p);
  return select(far, far_side, near_side);
}

template <FloatVector V>
V sinh(const V& x) {
  const V a = abs(x), z = x * x, root = exp(V(0.5f) * a);  // of the root, for a where e^a overflows and sinh does not
  V p(2.03721912945e-4f);
  p = p * z + V(8.33028376239e-3f);
  p = p * z + V(1.66667160211e-1f);
  const V far = V(0.5f) * root * root - V(0.5f) / root / root;
  return select(a < V(1.0f), p * z * x + x, select(x < V(0.0f), -far, far));
}

template <FloatVector V>
V cosh(const V& x) {
  const V root = exp(V(0.5f) * abs(x));
  return V(0.5f) * root * root + V(0.5f) / root / root;
}

template <FloatVector V>
V arcsinh(const V& x) {
  const V a = abs(x), z = x * x;
  V p(2.0122003309e-2f);
  p = p * z + V(-4.2699340972e-2f);
  p = p * z + V(7.4847586088e-2f);
  p = p * z + V(-1.6666288134e-1f);
  const V far = select(a > V(1500.0f), log(a) + V(0.6931471805599453f), log(a + sqrt(a * a + V(1.0f))));
  return select(a < V(0.5f), p * z * x + x, select(x < V(0.0f), -far, far));
}

template <FloatVector V>
V arccosh(const V& x) {
  const V d = x - V(1.0f);
  V p(1.7596881071e-3f);
  p = p * d + V(-7.5272886713e-3f);
  p = p * d + V(2.6454905019e-2f);
  p = p * d + V(-1.1784741703e-1f);
  p = p * d + V(1.4142135263f);
  const V far = select(x > V(1500.0f), log(x) + V(0.6931471805599453f), log(x + sqrt(d * (x + V(1.0f)))));
  return select(x < V(1.5f), p * sqrt(d), far);
}

template <FloatVector V>
V arctanh(const V& x) {
  const V z = x * x;
  V p(1.81740078349e-1f);
  p = p * z + V(8.24370301058e-2f);
  p = p * z + V(1.46691431730e-1f);
  p = p * z + V(1.99782164500e-1f);
  p = p * z + V(3.33337300303e-1f);
  const V far = V(0.5f) * log((V(1.0f) + x) / (V(1.0f) - x));
  return select(abs(x) < V(0.5f), p * z * x + x, far);
}

// In float64.
#define KERATIN_MATH_EACH(name, of_c)                                 \
  template <simd::Vector V>                                           \
  V name(const V& x) {                                                \
    using T = typename V::value_type;                                 \
    return each(x, [](T v) { return static_cast<T>(std::of_c(v)); }); \
  }
KERATIN_MATH_EACH(sin, sin)
KERATIN_MATH_EACH(cos, cos)
KERATIN_MATH_EACH(tan, tan)
KERATIN_MATH_EACH(arcsin, asin)
KERATIN_MATH_EACH(arccos, acos)
KERATIN_MATH_EACH(arctan, atan)
KERATIN_MATH_EACH(sinh, sinh)
KERATIN_MATH_EACH(cosh, cosh)
KERATIN_MATH_EACH(arcsinh, asinh)
KERATIN_MATH_EACH(arccosh, acosh)
KERATIN_MATH_EACH(arctanh, atanh)
#undef KERATIN_MATH_EACH

/// The angle of the point (x, y), from -pi to pi.
template <simd::Vector V>
V arctan2(const V& y, const V& x) {
  using T = typename V::value_type;
  return each(y, x, [](T a, T b) { return static_cast<T>(std::atan2(a, b)); });
}

}  // namespace keratin::math
