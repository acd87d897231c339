// The approximations of the hardware (rcp.approx, ex2.approx …). Here they are exact to a rounding, except where the
// hardware keeps the upper half of a double alone.
#include "real.hpp"

namespace cuda_emulator {
namespace {

struct Exp2 {
  static float of(float a) { return std::exp2(a); }
};
struct Log2 {
  static float of(float a) { return std::log2(a); }
};
struct Sine {
  static float of(float a) { return std::sin(a); }
};
struct Cosine {
  static float of(float a) { return std::cos(a); }
};
struct Tanh {
  static float of(float a) { return std::tanh(a); }
};
struct Root {
  static float of(float a) { return std::sqrt(a); }
};
struct Quotient {
  static float of(float a, float b) { return a / b; }
};
struct Reciprocal {
  template <class T>
  static T of(T a) {
    return T(1) / a;
  }
};
struct ReciprocalRoot {
  template <class T>
  static T of(T a) {
    return T(1) / std::sqrt(a);
  }
};

/// The lower half of the bits is 0 in rcp.approx.ftz.f64 and rsqrt.approx.ftz.f64.
template <class F>
void run_coarse(Warp& w, const Instruction& i) {
  std::uint64_t* const to = w.lane_values(i.to);
  const std::uint64_t* const a = w.lane_values(i.from[0]);
  each_lane(w, [&](std::uint32_t l) {
    const double upper = std::bit_cast<double>(a[l] & 0xffffffff00000000);
    const double result = flushed(F::of(flushed(upper)));
    to[l] = std::bit_cast<std::uint64_t>(result) & 0xffffffff00000000;
  });
}

}  // namespace

bool decode_special_function(const Request& request, Instruction& instruction) {
  const Opcode& o = request.opcode;
  Handler& run = instruction.run;
  if (o.type() == Type::f64 && o.has("approx")) {
    if (o.is("rcp")) run = run_coarse<Reciprocal>;
    if (o.is("rsqrt")) run = o.has("ftz") ? run_coarse<ReciprocalRoot> : Real<ReciprocalRoot, 1>::run<double>;
  }
  if (o.type() == Type::f32 && (o.has("approx") || o.has("full"))) {
    if (o.is("rcp")) run = Real<Reciprocal, 1>::run<float>;
    if (o.is("rsqrt")) run = Real<ReciprocalRoot, 1>::run<float>;
    if (o.is("sqrt")) run = Real<Root, 1>::run<float>;
    if (o.is("div")) run = Real<Quotient, 2>::run<float>;
    if (o.is("ex2")) run = Real<Exp2, 1>::run<float>;
    if (o.is("lg2")) run = Real<Log2, 1>::run<float>;
    if (o.is("sin")) run = Real<Sine, 1>::run<float>;
    if (o.is("cos")) run = Real<Cosine, 1>::run<float>;
    if (o.is("tanh")) run = Real<Tanh, 1>::run<float>;
  }
  return run != nullptr;
}

}  // namespace cuda_emulator
