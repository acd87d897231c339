// ld and st, of one value or a vector, in all spaces.
#include <cstring>

#include "launch.hpp"
#include "operations.hpp"

namespace cuda_emulator {
namespace {

std::uint64_t address_of(const std::uint64_t* base, std::uint32_t lane, const Instruction& i) {
  return base[lane] + static_cast<std::uint64_t>(i.offset);
}

/// Instruction::mode is the space, second_mode how it is accessed. A signed number fills the register with its sign.
struct Load {
  template <class T>
  static std::uint64_t widened(const std::byte* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return static_cast<std::uint64_t>(value);
  }
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t* const base = w.lane_values(i.from[0]);
    each_lane(w, [&](std::uint32_t l) {
      to[l] = widened<T>(w.access(i, address_of(base, l, i), sizeof(T), l, static_cast<Access>(i.second_mode),
                                  static_cast<Space>(i.mode)));
    });
  }
};
struct LoadVector {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    const std::uint64_t* const base = w.lane_values(i.from[0]);
    const std::uint32_t* const slots = w.launch.program.lists.data() + i.list;
    each_lane(w, [&](std::uint32_t l) {
      const std::byte* at = w.access(i, address_of(base, l, i), sizeof(T) * i.count, l,
                                     static_cast<Access>(i.second_mode), static_cast<Space>(i.mode));
      for (std::uint32_t k = 0; k < i.count; ++k, at += sizeof(T)) w.lane_values(slots[k])[l] = Load::widened<T>(at);
    });
  }
};

struct Store {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    const std::uint64_t *const base = w.lane_values(i.from[0]), *const value = w.lane_values(i.from[1]);
    each_lane(w, [&](std::uint32_t l) {
      const T x = static_cast<T>(value[l]);
      std::memcpy(w.access(i, address_of(base, l, i), sizeof(T), l, Access::write, static_cast<Space>(i.mode)), &x,
                  sizeof x);
    });
  }
};
struct StoreVector {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    const std::uint64_t* const base = w.lane_values(i.from[0]);
    const std::uint32_t* const slots = w.launch.program.lists.data() + i.list;
    each_lane(w, [&](std::uint32_t l) {
      std::byte* at =
          w.access(i, address_of(base, l, i), sizeof(T) * i.count, l, Access::write, static_cast<Space>(i.mode));
      for (std::uint32_t k = 0; k < i.count; ++k, at += sizeof(T)) {
        const T x = static_cast<T>(w.lane_values(slots[k])[l]);
        std::memcpy(at, &x, sizeof x);
      }
    });
  }
};

/// Reals move as bits.
Type as_bits(Type type) {
  switch (type) {
    case Type::f16:
    case Type::bf16:
      return Type::u16;
    case Type::f32:
      return Type::u32;
    case Type::f64:
      return Type::u64;
    default:
      return type;
  }
}

}  // namespace

bool decode_load_store(const Request& request, Instruction& instruction) {
  const Opcode& o = request.opcode;
  const bool loads = o.is("ld") || o.is("ldu");
  if ((!loads && !o.is("st")) || o.has("async")) return false;
  const Type type = as_bits(o.type());
  const bool agreed = o.has("volatile") || o.has("relaxed") || o.has("acquire") || o.has("cg");
  instruction.mode = static_cast<std::uint8_t>(request.space);
  instruction.second_mode = static_cast<std::uint8_t>(agreed ? Access::volatile_read : Access::read);
  if (loads)
    instruction.run = instruction.count > 0 ? of_integer<LoadVector>(type) : of_integer<Load>(type);
  else
    instruction.run = instruction.count > 0 ? of_integer<StoreVector>(type) : of_integer<Store>(type);
  return instruction.run != nullptr;
}

}  // namespace cuda_emulator
