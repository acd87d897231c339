// Elementary functions on vectors. In float32 they are branch-free polynomials that vectorise,
// after the Cephes library (S. Moshier) and, for erf, Eigen; in float64 the C library's, number by number.
// Those of angles and hyperbolas are in trigonometry.hpp.
#pragma once
#include <cmath>

#include "simd.hpp"
#include "traced.hpp"

namespace keratin::math {

using simd::sqrt;
using trace::ceil;
using trace::erf;
using trace::exp;
using trace::expm1;
using trace::floor;
using trace::log;
using trace::log1p;
using trace::nearbyint;
using trace::pow;
using trace::sqrt;
using trace::tanh;
using trace::trunc;

template <simd::Vector V>
V max(const V& a, const V& b) {
  return select((a > b) | (a != a), a, b);  // a NaN stays one
}
template <simd::Vector V>
V min(const V& a, const V& b) {
  return select((a < b) | (a != a), a, b);
}
template <simd::Vector V>
V abs(const V& a) {
  return select(a <= V(0), V(0) - a, a);  // 0 - a: of -0 it is 0
}
/// 1 for positive numbers, -1 for negative ones, 0 for 0, NaN for NaN.
template <simd::Vector V>
V sign(const V& x) {
  return select(x != x, x, to_number(x > V(0)) - to_number(x < V(0)));
}

/// A vector of floats: those have polynomials.
template <class V>
concept FloatVector = simd::Vector<V> && std::same_as<typename V::value_type, float>;

namespace detail {

/// x rounded to a whole number, as float and as int, for |x| < 2^22.
template <class V>
struct Rounded {
  V number;
  typename V::Bits whole;
};
template <class V>
Rounded<V> round(const V& x) {
  const V magic(12582912.0f);  // 1.5 * 2^23: adding it shifts the fraction out
  const V shifted = x + magic;
  return {shifted - magic, bits(shifted) - bits(magic)};
}
/// x, or the end of low..high that it lies beyond; a NaN becomes high.
template <class V>
V bounded(const V& x, float low, float high) {
  const V below = select(x < V(high), x, V(high));
  return select(below > V(low), below, V(low));
}
/// 2^n for -126 <= n <= 127.
template <class V>
V power_of_two(const typename V::Bits& n) {
  return V::from_bits((n + 127) << 23);
}

}  // namespace detail

template <FloatVector V>
V exp(const V& x) {
  const V b = detail::bounded(x, -104.0f, 89.0f);
  const auto n = detail::round(b * V(1.44269504f));
  const V r = b - n.number * V(0.693359375f) - n.number * V(-2.12194440e-4f);
  V p(1.9875691500e-4f);
  p = p * r + V(1.3981999507e-3f);
  p = p * r + V(8.3334519073e-3f);
  p = p * r + V(4.1665795894e-2f);
  p = p * r + V(1.6666665459e-1f);
  p = p * r + V(5.0000001201e-1f);
  p = p * r * r + r + V(1.0f);
  const typename V::Bits half = n.whole >> 1;  // two factors, so that tiny results and infinity come out right
  const V y = p * detail::power_of_two<V>(half) * detail::power_of_two<V>(n.whole - half);
  return select(x != x, x, y);
}

/// e^x - 1, exact for small x too.
template <FloatVector V>
V expm1(const V& x) {
  const V b = detail::bounded(x, -20.0f, 89.0f);
  const auto n = detail::round(b * V(1.44269504f));
  const V r = b - n.number * V(0.693359375f) - n.number * V(-2.12194440e-4f);
  V p(1.9875691500e-4f);
  p = p * r + V(1.3981999507e-3f);
  p = p * r + V(8.3334519073e-3f);
  p = p * r + V(4.1665795894e-2f);
  p = p * r + V(1.6666665459e-1f);
  p = p * r + V(5.0000001201e-1f);
  p = p * r * r + r;
  const typename V::Bits half = n.whole >> 1;
  const V low = detail::power_of_two<V>(half), high = detail::power_of_two<V>(n.whole - half), scale = low * high;
  const V y = select(n.number < V(25.0f), scale * p + (scale - V(1.0f)), (p + V(1.0f)) * low * high);
  return select(x != x, x, y);
}

template <FloatVector V>
V log(const V& x) {
  const auto tiny = x < V(1.17549435e-38f);
  const V scaled = select(tiny, x * V(8388608.0f), x);
  const typename V::Bits pattern = bits(scaled);
  V m = V::from_bits((pattern & 0x007fffff) | 0x3f000000);  // in [0.5, 1)
  V e = V::from_integers(((pattern >> 23) & 0xff) - 126) - select(tiny, V(23.0f), V(0.0f));
  const auto small = m < V(0.707106781f);
  e = e - to_number(small);
  m = m + select(small, m, V(0.0f)) - V(1.0f);
  const V z = m * m;
  V p(7.0376836292e-2f);
  p = p * m + V(-1.1514610310e-1f);
  p = p * m + V(1.1676998740e-1f);
  p = p * m + V(-1.2420140846e-1f);
  p = p * m + V(1.4249322787e-1f);
  p = p * m + V(-1.6668057665e-1f);
  p = p * m + V(2.0000714765e-1f);
  p = p * m + V(-2.4999993993e-1f);
  p = p * m + V(3.3333331174e-1f);
  p = p * m * z + e * V(-2.12194440e-4f) - V(0.5f) * z;
  V y = m + p + e * V(0.693359375f);
  y = select(x == V(0.0f), V(-__builtin_inff()), y);
  y = select(x == V(__builtin_inff()), x, y);
  return select((x < V(0.0f)) | (x != x), V(__builtin_nanf("")), y);
}

template <FloatVector V>
V tanh(const V& x) {
  const V a = abs(x), z = x * x;
  V p(-5.70498872745e-3f);
  p = p * z + V(2.06390887954e-2f);
  p = p * z + V(-5.37397155531e-2f);
  p = p * z + V(1.33314422036e-1f);
  p = p * z + V(-3.33332819422e-1f);
  const V near = p * z * x + x;
  const V far = V(1.0f) - V(2.0f) / (exp(a + a) + V(1.0f));
  return select(a < V(0.625f), near, select(x < V(0.0f), -far, far));
}

template <FloatVector V>
V erf(const V& x) {
  const V b = max(min(x, V(4.0f)), V(-4.0f)), z = b * b;
  V p(-2.72614225801306e-10f);
  p = p * z + V(2.77068142495902e-08f);
  p = p * z + V(-2.10102402082508e-06f);
  p = p * z + V(-5.69250639462346e-05f);
  p = p * z + V(-7.34990630326855e-04f);
  p = p * z + V(-2.95459980854025e-03f);
  p = p * z + V(-1.60960333262415e-02f);
  V q(-1.45660718464996e-05f);
  q = q * z + V(-2.13374055278905e-04f);
  q = q * z + V(-1.68282697438203e-03f);
  q = q * z + V(-7.37332916720468e-03f);
  q = q * z + V(-1.42647390514189e-02f);
  return b * (p / q);
}

/// log(1 + x), exact for small x too.
template <FloatVector V>
V log1p(const V& x) {
  const V u = V(1.0f) + x;
  const V y = log(u) - ((u - V(1.0f)) - x) / u;  // the second term is what rounding 1 + x lost
  return select((u == V(__builtin_inff())) | (x == V(-1.0f)), log(u), y);
}

// What has no polynomial of its own goes number by number through the C library.
#define KERATIN_MATH_EACH(name)                                       \
  template <simd::Vector V>                                           \
  V name(const V& x) {                                                \
    using T = typename V::value_type;                                 \
    return each(x, [](T v) { return static_cast<T>(std::name(v)); }); \
  }
KERATIN_MATH_EACH(exp)
KERATIN_MATH_EACH(log)
KERATIN_MATH_EACH(tanh)
KERATIN_MATH_EACH(erf)
KERATIN_MATH_EACH(log1p)
KERATIN_MATH_EACH(expm1)
#undef KERATIN_MATH_EACH

/// x rounded to a whole number, half to even.
template <simd::Vector V>
V nearbyint(const V& x) {
  const V a = abs(x), magic(sizeof(typename V::value_type) == 4 ? 8388608.0 : 4503599627370496.0);
  const V rounded = (a + magic) - magic;  // from there on all numbers are whole
  return select(a < magic, select(x < V(0), -rounded, rounded), x);
}
template <simd::Vector V>
V floor(const V& x) {
  const V near = nearbyint(x);
  return near - to_number(near > x);
}
template <simd::Vector V>
V ceil(const V& x) {
  const V near = nearbyint(x);
  return near + to_number(near < x);
}
/// x without its fraction.
template <simd::Vector V>
V trunc(const V& x) {
  const V whole = floor(abs(x));
  return select(x < V(0), -whole, whole);
}
/// log(1 + e^x), without overflow.
template <simd::Vector V>
V softplus(const V& x) {
  return max(x, V(0)) + log1p(exp(-abs(x)));
}

template <simd::Vector V>
V pow(const V& x, const V& y) {
  using T = typename V::value_type;
  return each(x, y, [](T a, T b) { return static_cast<T>(std::pow(a, b)); });
}

/// 1 / (1 + e^-x).
template <simd::Vector V>
V sigmoid(const V& x) {
  return V(1) / (V(1) + exp(-x));
}

}  // namespace keratin::math
