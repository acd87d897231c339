// An instruction's name and modifiers, and how families of instructions find the function that does them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "program.hpp"

namespace cuda_emulator {

/// The types of PTX. Untyped bits (b32 …) are unsigned numbers.
enum class Type : std::uint8_t { none, pred, u8, u16, u32, u64, s8, s16, s32, s64, f16, bf16, f32, f64 };
std::size_t size_of(Type type);

/// `cvt.rn.f32.s32`, split at its dots.
class Opcode {
 public:
  explicit Opcode(std::string_view text);

  const std::string& name() const { return parts_.front(); }
  std::string_view text() const { return text_; }
  bool is(std::string_view name) const { return parts_.front() == name; }
  /// Whether a modifier is among its parts; `shared` is also `shared::cta`.
  bool has(std::string_view modifier) const;
  Type type(std::size_t i = 0) const { return i < types_.size() ? types_[i] : Type::none; }
  std::size_t type_count() const { return types_.size(); }
  /// The parts after the name.
  const std::vector<std::string>& parts() const { return parts_; }

 private:
  std::string text_;
  std::vector<std::string> parts_;
  std::vector<Type> types_;
};

/// Where an address of an instruction points.
enum class Space : std::uint8_t { generic, global, shared, local, parameter };

/// What a family of handlers is asked: the opcode, and the space of its address operand, if there is one.
struct Request {
  const Opcode& opcode;
  Space space = Space::generic;
};

/// Each sets Instruction::run and modes for an opcode of its family; false if it is none of it.
bool decode_integer(const Request& request, Instruction& instruction);
bool decode_carry(const Request& request, Instruction& instruction);
bool decode_bits(const Request& request, Instruction& instruction);
bool decode_real(const Request& request, Instruction& instruction);
bool decode_special_function(const Request& request, Instruction& instruction);
bool decode_half(const Request& request, Instruction& instruction);
bool decode_compare(const Request& request, Instruction& instruction);
bool decode_convert(const Request& request, Instruction& instruction);
bool decode_move(const Request& request, Instruction& instruction);
bool decode_load_store(const Request& request, Instruction& instruction);
bool decode_atomic(const Request& request, Instruction& instruction);
bool decode_copy(const Request& request, Instruction& instruction);
bool decode_control(const Request& request, Instruction& instruction);
bool decode_collective(const Request& request, Instruction& instruction);
bool decode_instruction(const Request& request, Instruction& instruction);

/// What a family of `Op` needs for one type: Op::template run<T>. By the types of integers, or of reals.
template <class Op>
Handler of_integer(Type type) {
  switch (type) {
    case Type::u8:
      return Op::template run<std::uint8_t>;
    case Type::u16:
      return Op::template run<std::uint16_t>;
    case Type::u32:
      return Op::template run<std::uint32_t>;
    case Type::u64:
      return Op::template run<std::uint64_t>;
    case Type::s8:
      return Op::template run<std::int8_t>;
    case Type::s16:
      return Op::template run<std::int16_t>;
    case Type::s32:
      return Op::template run<std::int32_t>;
    case Type::s64:
      return Op::template run<std::int64_t>;
    default:
      return nullptr;
  }
}
template <class Op>
Handler of_real(Type type) {
  return type == Type::f32 ? Op::template run<float> : type == Type::f64 ? Op::template run<double> : nullptr;
}
template <class Op>
Handler of_number(Type type) {
  const Handler real = of_real<Op>(type);
  return real != nullptr ? real : of_integer<Op>(type);
}

}  // namespace cuda_emulator
