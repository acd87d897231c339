// atom and red: one lane after the other.
#include <algorithm>
#include <cstring>

#include "../half.hpp"
#include "operations.hpp"

namespace cuda_emulator {
namespace {

enum Operation : std::uint8_t {
  add,
  minimum,
  maximum,
  bit_and,
  bit_or,
  bit_xor,
  exchange,
  compare_exchange,
  increment,
  decrement
};
constexpr const char* names[] = {"add", "min", "max", "and", "or", "xor", "exch", "cas", "inc", "dec"};

template <class T>
T combine_integers(int operation, T old, T b, T c) {
  switch (operation) {
    case add:
      return static_cast<T>(static_cast<std::uint64_t>(old) + static_cast<std::uint64_t>(b));
    case minimum:
      return std::min(old, b);
    case maximum:
      return std::max(old, b);
    case bit_and:
      return static_cast<T>(old & b);
    case bit_or:
      return static_cast<T>(old | b);
    case bit_xor:
      return static_cast<T>(old ^ b);
    case exchange:
      return b;
    case compare_exchange:
      return old == b ? c : old;
    case increment:
      return old >= b ? T(0) : static_cast<T>(old + 1);
    default:
      return old == T(0) || old > b ? b : static_cast<T>(old - 1);
  }
}

/// Instruction::mode is the space, second_mode the operation.
struct Atomic {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    const std::uint64_t *const base = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]);
    const std::uint64_t* const c = i.from[2] == Instruction::none ? b : w.lane_values(i.from[2]);
    std::uint64_t* const to = i.to == Instruction::none ? nullptr : w.lane_values(i.to);
    each_lane(w, [&](std::uint32_t l) {
      std::byte* const at = w.access(i, base[l] + static_cast<std::uint64_t>(i.offset), sizeof(T), l, Access::atomic,
                                     static_cast<Space>(i.mode));
      T old;
      std::memcpy(&old, at, sizeof old);
      const T value = combine(i.second_mode, old, get<T>(b[l]), get<T>(c[l]));
      std::memcpy(at, &value, sizeof value);
      if (to != nullptr) put<T>(to[l], old);
    });
  }
  template <class T>
  static T combine(int operation, T old, T b, T c) {
    if constexpr (std::is_floating_point_v<T>)
      return old + b;
    else
      return combine_integers(operation, old, b, c);
  }
};

/// atom.add of 16-bit floats, one or a pair (Instruction::count 0: its list is not used) of `bytes` bytes.
template <float (*widen)(std::uint16_t), std::uint16_t (*narrow)(float), std::size_t lanes>
void run_half_add(Warp& w, const Instruction& i) {
  const std::uint64_t *const base = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]);
  each_lane(w, [&](std::uint32_t l) {
    std::uint16_t numbers[lanes];
    std::byte* const at = w.access(i, base[l] + static_cast<std::uint64_t>(i.offset), sizeof numbers, l, Access::atomic,
                                   static_cast<Space>(i.mode));
    std::memcpy(numbers, at, sizeof numbers);
    std::uint64_t old = 0;
    for (std::size_t k = 0; k < lanes; ++k) {
      old |= std::uint64_t{numbers[k]} << (16 * k);
      numbers[k] = narrow(widen(numbers[k]) + widen(static_cast<std::uint16_t>(b[l] >> (16 * k))));
    }
    std::memcpy(at, numbers, sizeof numbers);
    if (i.to != Instruction::none) w.lane_values(i.to)[l] = old;
  });
}

Handler half_add(const Opcode& o) {
  const bool pair = o.has("f16x2") || o.has("bf16x2");
  if (o.type() == Type::bf16)
    return pair ? run_half_add<from_bfloat16, to_bfloat16, 2> : run_half_add<from_bfloat16, to_bfloat16, 1>;
  return pair ? run_half_add<from_float16, to_float16, 2> : run_half_add<from_float16, to_float16, 1>;
}

}  // namespace

bool decode_atomic(const Request& request, Instruction& instruction) {
  const Opcode& o = request.opcode;
  if ((!o.is("atom") && !o.is("red")) || o.has("async") || instruction.count > 0) return false;
  const auto* const found = std::find_if(std::begin(names), std::end(names), [&](const char* n) { return o.has(n); });
  if (found == std::end(names)) return false;
  const Type type = o.type();
  instruction.mode = static_cast<std::uint8_t>(request.space);
  instruction.second_mode = static_cast<std::uint8_t>(found - std::begin(names));
  const bool real = of_real<Atomic>(type) != nullptr, half = type == Type::f16 || type == Type::bf16;
  if ((real || half) && instruction.second_mode != add) return false;
  instruction.run = half ? half_add(o) : of_number<Atomic>(type);
  return instruction.run != nullptr;
}

}  // namespace cuda_emulator
