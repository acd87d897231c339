// mov, with its vectors, and cvta.
#include "launch.hpp"
#include "operations.hpp"

namespace cuda_emulator {
namespace {

void run_move(Warp& w, const Instruction& i) {
  std::uint64_t* const to = w.lane_values(i.to);
  const std::uint64_t* const a = w.lane_values(i.from[0]);
  each_lane(w, [&](std::uint32_t l) { to[l] = a[l]; });
}

/// mov.b64 {a, b}, c: the lowest bits go to the first. Instruction::mode is how many bits each has.
void run_unpack(Warp& w, const Instruction& i) {
  const std::uint64_t* const a = w.lane_values(i.from[0]);
  const std::uint64_t mask = ~std::uint64_t{0} >> (64 - i.mode);
  for (std::uint32_t k = 0; k < i.count; ++k) {
    std::uint64_t* const to = w.lane_values(w.launch.program.lists[i.list + k]);
    each_lane(w, [&](std::uint32_t l) { to[l] = a[l] >> (k * i.mode) & mask; });
  }
}
void run_pack(Warp& w, const Instruction& i) {
  std::uint64_t* const to = w.lane_values(i.to);
  const std::uint64_t mask = ~std::uint64_t{0} >> (64 - i.mode);
  each_lane(w, [&](std::uint32_t l) {
    std::uint64_t all = 0;
    for (std::uint32_t k = 0; k < i.count; ++k)
      all |= (w.lane_values(w.launch.program.lists[i.list + k])[l] & mask) << (k * i.mode);
    to[l] = all;
  });
}

/// cvta.shared: Instruction::offset is the space's window.
void run_to_generic(Warp& w, const Instruction& i) {
  std::uint64_t* const to = w.lane_values(i.to);
  const std::uint64_t* const a = w.lane_values(i.from[0]);
  each_lane(w, [&](std::uint32_t l) { to[l] = a[l] + static_cast<std::uint64_t>(i.offset); });
}
void run_from_generic(Warp& w, const Instruction& i) {
  std::uint64_t* const to = w.lane_values(i.to);
  const std::uint64_t* const a = w.lane_values(i.from[0]);
  each_lane(w, [&](std::uint32_t l) { to[l] = a[l] - static_cast<std::uint64_t>(i.offset); });
}
void run_is_in_space(Warp& w, const Instruction& i) {
  std::uint64_t* const to = w.lane_values(i.to);
  const std::uint64_t* const a = w.lane_values(i.from[0]);
  each_lane(w, [&](std::uint32_t l) { to[l] = (a[l] & window_mask) == static_cast<std::uint64_t>(i.offset); });
}

std::uint64_t window_of(const Opcode& o) {
  return o.has("shared") ? shared_window : o.has("local") ? local_window : o.has("param") ? parameter_window : 0;
}

bool decode_vector_move(const Opcode& o, Instruction& instruction) {
  const std::size_t bits = 8 * size_of(o.type()) / instruction.count;
  if (bits == 0 || (instruction.to == Instruction::none) == (instruction.from[0] == Instruction::none)) return false;
  instruction.mode = static_cast<std::uint8_t>(bits);
  instruction.run = instruction.to == Instruction::none ? run_unpack : run_pack;
  return true;
}

}  // namespace

bool decode_move(const Request& request, Instruction& instruction) {
  const Opcode& o = request.opcode;
  if (o.is("mov") && instruction.count > 0) return decode_vector_move(o, instruction);
  if (o.is("mov")) instruction.run = run_move;
  if (o.is("cvta") || o.is("isspacep")) {
    instruction.offset = static_cast<std::int64_t>(window_of(o));
    instruction.run = o.is("isspacep") ? run_is_in_space : o.has("to") ? run_from_generic : run_to_generic;
  }
  return instruction.run != nullptr;
}

}  // namespace cuda_emulator
