// Arithmetic of float and double.
#include "real.hpp"

namespace cuda_emulator {
namespace {

struct Add {
  template <class T>
  static T of(T a, T b) {
    return a + b;
  }
};
struct Subtract {
  template <class T>
  static T of(T a, T b) {
    return a - b;
  }
};
struct Multiply {
  template <class T>
  static T of(T a, T b) {
    return a * b;
  }
};
struct Fused {
  template <class T>
  static T of(T a, T b, T c) {
    return std::fma(a, b, c);
  }
};
struct Divide {
  template <class T>
  static T of(T a, T b) {
    return a / b;
  }
};
struct Root {
  template <class T>
  static T of(T a) {
    return std::sqrt(a);
  }
};
struct Reciprocal {
  template <class T>
  static T of(T a) {
    return T(1) / a;
  }
};

/// NaN loses against a number, and -0 is below +0. Mode 1 (.NaN): NaN wins.
template <bool greatest>
struct Extreme {
  template <class T>
  static T choose(T a, T b) {
    if (std::isnan(a)) return b;
    if (std::isnan(b)) return a;
    if (a == b) return std::signbit(a) == greatest ? b : a;
    return (a < b) == greatest ? b : a;
  }
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]);
    each_lane(w, [&](std::uint32_t l) {
      const T x = source<T>(a[l], i), y = source<T>(b[l], i);
      const bool is_nan = i.mode != 0 && (std::isnan(x) || std::isnan(y));
      put_real<T>(to[l], is_nan ? std::numeric_limits<T>::quiet_NaN() : choose(x, y), i);
    });
  }
};

struct Negate {
  template <class T>
  static T of(T a) {
    return -a;
  }
};
struct Absolute {
  template <class T>
  static T of(T a) {
    return std::fabs(a);
  }
};
/// The sign of the first, the rest of the second.
struct CopySign {
  template <class T>
  static T of(T a, T b) {
    return std::copysign(b, a);
  }
};

/// testp: what kind of number it is.
struct Test {
  enum Kind : std::uint8_t { finite, infinite, number, not_a_number, normal, subnormal };
  template <class T>
  static bool is(T x, int kind) {
    switch (kind) {
      case finite:
        return std::isfinite(x);
      case infinite:
        return std::isinf(x);
      case number:
        return !std::isnan(x);
      case not_a_number:
        return std::isnan(x);
      case normal:
        return std::isnormal(x);
      default:
        return std::fpclassify(x) == FP_SUBNORMAL;
    }
  }
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t* const a = w.lane_values(i.from[0]);
    each_lane(w, [&](std::uint32_t l) { to[l] = is(get<T>(a[l]), i.mode); });
  }
  static std::uint8_t kind(const Opcode& o) {
    return o.has("finite")       ? finite
           : o.has("infinite")   ? infinite
           : o.has("number")     ? number
           : o.has("notanumber") ? not_a_number
           : o.has("normal")     ? normal
                                 : subnormal;
  }
};

}  // namespace

bool decode_real(const Request& request, Instruction& instruction) {
  const Opcode& o = request.opcode;
  const Type type = o.type();
  if (type != Type::f32 && type != Type::f64) return false;
  if (o.has("approx") || o.has("full")) return false;
  Handler& run = instruction.run;
  if (o.is("add")) run = rounded<Add, 2>(o, instruction);
  if (o.is("sub")) run = rounded<Subtract, 2>(o, instruction);
  if (o.is("mul")) run = rounded<Multiply, 2>(o, instruction);
  if (o.is("fma") || o.is("mad")) run = rounded<Fused, 3>(o, instruction);
  if (o.is("div")) run = rounded<Divide, 2>(o, instruction);
  if (o.is("sqrt")) run = rounded<Root, 1>(o, instruction);
  if (o.is("rcp")) run = rounded<Reciprocal, 1>(o, instruction);
  if (o.is("min") && !o.has("xorsign")) run = of_real<Extreme<false>>(type);
  if (o.is("max") && !o.has("xorsign")) run = of_real<Extreme<true>>(type);
  if (o.is("min") || o.is("max")) instruction.mode = o.has("NaN");
  if (o.is("neg")) run = of_real<Real<Negate, 1>>(type);
  if (o.is("abs")) run = of_real<Real<Absolute, 1>>(type);
  if (o.is("copysign")) run = of_real<Real<CopySign, 2>>(type);
  if (o.is("testp")) run = of_real<Test>(type);
  if (o.is("testp")) instruction.mode = Test::kind(o);
  return run != nullptr;
}

}  // namespace cuda_emulator
