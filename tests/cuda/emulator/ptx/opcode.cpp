#include "opcode.hpp"

#include <algorithm>
#include <map>

namespace cuda_emulator {
namespace {

Type type_named(const std::string& name) {
  static const std::map<std::string, Type> types = {
      {"pred", Type::pred}, {"u8", Type::u8},   {"u16", Type::u16},   {"u32", Type::u32},    {"u64", Type::u64},
      {"b8", Type::u8},     {"b16", Type::u16}, {"b32", Type::u32},   {"b64", Type::u64},    {"s8", Type::s8},
      {"s16", Type::s16},   {"s32", Type::s32}, {"s64", Type::s64},   {"f16", Type::f16},    {"bf16", Type::bf16},
      {"f32", Type::f32},   {"f64", Type::f64}, {"f16x2", Type::f16}, {"bf16x2", Type::bf16}};
  const auto found = types.find(name);
  return found == types.end() ? Type::none : found->second;
}

}  // namespace

std::size_t size_of(Type type) {
  switch (type) {
    case Type::u8:
    case Type::s8:
    case Type::pred:
      return 1;
    case Type::u16:
    case Type::s16:
    case Type::f16:
    case Type::bf16:
      return 2;
    case Type::u32:
    case Type::s32:
    case Type::f32:
      return 4;
    case Type::u64:
    case Type::s64:
    case Type::f64:
      return 8;
    case Type::none:
      break;
  }
  return 0;
}

Opcode::Opcode(std::string_view text) : text_(text) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('.', begin), text.size());
    parts_.emplace_back(text.substr(begin, end - begin));
    if (const Type type = type_named(parts_.back()); type != Type::none) types_.push_back(type);
    begin = end + 1;
  }
}

bool Opcode::has(std::string_view modifier) const {
  return std::any_of(parts_.begin() + 1, parts_.end(), [&](const std::string& part) {
    return part == modifier || (part.rfind(modifier, 0) == 0 && part.compare(modifier.size(), 2, "::") == 0);
  });
}

bool decode_instruction(const Request& request, Instruction& instruction) {
  using Decoder = bool (*)(const Request&, Instruction&);
  static constexpr Decoder decoders[] = {
      decode_load_store, decode_move, decode_control, decode_compare, decode_convert,          decode_carry,
      decode_bits,       decode_half, decode_integer, decode_real,    decode_special_function, decode_collective,
      decode_atomic,     decode_copy};
  return std::any_of(std::begin(decoders), std::end(decoders),
                     [&](Decoder decode) { return decode(request, instruction); });
}

}  // namespace cuda_emulator
