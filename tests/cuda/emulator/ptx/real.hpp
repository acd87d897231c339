// Numbers with a point: how .ftz, .sat and roundings other than to the nearest are done.
#pragma once
#include <cfenv>
#include <cmath>
#include <limits>

#include "operations.hpp"

namespace cuda_emulator {

/// Subnormal numbers become 0.
template <class T>
T flushed(T x) {
  return std::fabs(x) < std::numeric_limits<T>::min() ? std::copysign(T(0), x) : x;
}
/// Into [0, 1], NaN to 0.
template <class T>
T saturated(T x) {
  return x > T(0) ? std::fmin(x, T(1)) : T(0);
}

/// A source of an instruction, and its result.
template <class T>
T source(std::uint64_t bits, const Instruction& i) {
  const T x = get<T>(bits);
  return i.flush ? flushed(x) : x;
}
template <class T>
void put_real(std::uint64_t& slot, T x, const Instruction& i) {
  if (i.flush) x = flushed(x);
  if (i.saturate) x = saturated(x);
  put<T>(slot, x);
}

/// Rounds as Instruction::mode says (an <cfenv> mode) as long as it lives.
class Rounding {
 public:
  explicit Rounding(int mode) : before_(std::fegetround()) { std::fesetround(mode); }
  Rounding(const Rounding&) = delete;
  Rounding& operator=(const Rounding&) = delete;
  ~Rounding() { std::fesetround(before_); }

 private:
  int before_;
};
/// The <cfenv> mode of .rz, .rm, .rp; nearest for all else.
inline int rounding_of(const Opcode& opcode) {
  return opcode.has("rz")   ? FE_TOWARDZERO
         : opcode.has("rm") ? FE_DOWNWARD
         : opcode.has("rp") ? FE_UPWARD
                            : FE_TONEAREST;
}

/// As Unary, Binary and Ternary, for reals; `directed` if the rounding is in Instruction::second_mode. The volatile
/// copies keep the compiler from moving the arithmetic out of the rounding mode.
template <class F, int arity, bool directed = false>
struct Real {
  template <class T>
  static T apply(T a, T b, T c) {
    if constexpr (arity == 1) return F::of(a);
    if constexpr (arity == 2) return F::of(a, b);
    if constexpr (arity == 3) return F::of(a, b, c);
  }
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t* const a = w.lane_values(i.from[0]);
    const std::uint64_t* const b = arity > 1 ? w.lane_values(i.from[1]) : a;
    const std::uint64_t* const c = arity > 2 ? w.lane_values(i.from[2]) : a;
    if constexpr (directed) {
      static constexpr int modes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD};
      const Rounding rounding(modes[i.second_mode]);
      each_lane(w, [&](std::uint32_t l) {
        volatile T x = source<T>(a[l], i), y = source<T>(b[l], i), z = source<T>(c[l], i);
        volatile T result = apply<T>(x, y, z);
        put_real<T>(to[l], result, i);
      });
    } else {
      each_lane(w, [&](std::uint32_t l) {
        put_real<T>(to[l], apply<T>(source<T>(a[l], i), source<T>(b[l], i), source<T>(c[l], i)), i);
      });
    }
  }
};

/// Chooses by type and rounding.
template <class F, int arity>
Handler rounded(const Opcode& opcode, Instruction& instruction) {
  const int mode = rounding_of(opcode);
  instruction.second_mode = mode == FE_TOWARDZERO ? 1 : mode == FE_DOWNWARD ? 2 : mode == FE_UPWARD ? 3 : 0;
  return mode == FE_TONEAREST ? of_real<Real<F, arity>>(opcode.type()) : of_real<Real<F, arity, true>>(opcode.type());
}

}  // namespace cuda_emulator
