// Arithmetic of f16 and bf16, one number or a pair: done in float, rounded once.
#include "../half.hpp"

#include "operations.hpp"

namespace cuda_emulator {
namespace {

struct Float16 {
  static float widen(std::uint16_t bits) { return from_float16(bits); }
  static std::uint16_t narrow(float x) { return to_float16(x); }
};
struct BFloat16 {
  static float widen(std::uint16_t bits) { return from_bfloat16(bits); }
  static std::uint16_t narrow(float x) { return to_bfloat16(x); }
};

/// Of two numbers of 16 bits the product and sum are exact in double.
enum Operation : std::uint8_t { add, subtract, multiply, fused, negate, absolute, minimum, maximum };
float compute(int operation, float a, float b, float c) {
  switch (operation) {
    case add:
      return a + b;
    case subtract:
      return a - b;
    case multiply:
      return a * b;
    case fused:
      return static_cast<float>(static_cast<double>(a) * b + c);
    case negate:
      return -a;
    case absolute:
      return std::fabs(a);
    case minimum:
      return std::fmin(a, b);
    default:
      return std::fmax(a, b);
  }
}

/// Instruction::second_mode is how many numbers a register holds.
template <class Format>
void run_half(Warp& w, const Instruction& i) {
  std::uint64_t* const to = w.lane_values(i.to);
  const auto values = [&](std::size_t k) {
    return w.lane_values(i.from[k] == Instruction::none ? i.from[0] : i.from[k]);
  };
  const std::uint64_t *const a = values(0), *const b = values(1), *const c = values(2);
  each_lane(w, [&](std::uint32_t l) {
    std::uint64_t result = 0;
    for (unsigned shift = 0; shift < 16u * i.second_mode; shift += 16) {
      const auto part = [&](const std::uint64_t* v) {
        return Format::widen(static_cast<std::uint16_t>(v[l] >> shift));
      };
      result |= std::uint64_t{Format::narrow(compute(i.mode, part(a), part(b), part(c)))} << shift;
    }
    to[l] = result;
  });
}

}  // namespace

bool decode_half(const Request& request, Instruction& instruction) {
  const Opcode& o = request.opcode;
  if (o.type() != Type::f16 && o.type() != Type::bf16) return false;
  if (o.has("sat") || o.has("relu") || o.has("NaN") || o.is("setp") || o.is("cvt")) return false;
  static constexpr const char* names[] = {"add", "sub", "mul", "fma", "neg", "abs", "min", "max"};
  for (std::uint8_t k = 0; k < std::size(names); ++k) {
    if (!o.is(names[k])) continue;
    instruction.mode = k;
    instruction.second_mode = o.has("f16x2") || o.has("bf16x2") ? 2 : 1;
    instruction.run = o.type() == Type::f16 ? run_half<Float16> : run_half<BFloat16>;
    return true;
  }
  return false;
}

}  // namespace cuda_emulator
