// What changes the order of instructions, waits, or does nothing here.
#include "launch.hpp"
#include "operations.hpp"

namespace cuda_emulator {
namespace {

void run_branch(Warp& w, const Instruction& i) { w.jump(static_cast<std::uint32_t>(i.offset)); }

/// brx.idx: one target after the other for the lanes that chose it.
void run_indexed_branch(Warp& w, const Instruction& i) {
  const std::uint64_t* const choice = w.lane_values(i.from[0]);
  std::uint32_t targets[Warp::size] = {};
  each_lane(w, [&](std::uint32_t l) {
    const auto k = static_cast<std::uint32_t>(choice[l]);
    if (k >= i.count) w.fail(i, l, "an indexed branch beyond its targets");
    targets[l] = w.launch.program.lists[i.list + k];
  });
  w.jump_each(targets);
}

void run_call(Warp& w, const Instruction& i) { w.call(i); }
void run_return(Warp& w, const Instruction&) { w.return_lanes(); }
void run_exit(Warp& w, const Instruction&) { w.end_lanes(); }
void run_trap(Warp& w, const Instruction& i) {
  w.fail(i, static_cast<std::uint32_t>(std::countr_zero(w.mask)), "the kernel called __trap() or an assertion failed");
}
void run_nothing(Warp&, const Instruction&) {}
void run_fence(Warp& w, const Instruction&) { w.launch.fenced = true; }

/// bar.sync id{, count} and bar.red.op d, id{, count}, p.
void run_barrier(Warp& w, const Instruction& i) {
  std::size_t sources = 0;
  while (sources < std::size(i.from) && i.from[sources] != Instruction::none) ++sources;
  const bool reduces = i.to != Instruction::none;
  const auto first = static_cast<std::uint32_t>(std::countr_zero(w.mask));
  Lanes values = 0;
  if (reduces)
    each_lane(w, [&](std::uint32_t l) {
      const bool value = ((w.lane_values(i.from[sources - 1])[l] & 1) != 0) != i.source_inverted;
      values |= static_cast<Lanes>(value) << l;
    });
  const bool counted = sources > (reduces ? 2u : 1u);
  const std::uint64_t id = w.lane_values(i.from[0])[first] & 0xffffffff;
  w.wait_at_barrier(i, id, counted ? w.lane_values(i.from[1])[first] & 0xffffffff : 0, values);
}

bool decode_barrier(const Opcode& o, Instruction& instruction) {
  if ((!o.is("bar") && !o.is("barrier")) || o.has("warp") || o.has("cluster")) return false;
  if (!o.has("sync") && !o.has("red")) return false;
  instruction.mode = o.has("and") ? 0 : o.has("or") ? 1 : 2;
  instruction.moves = true;
  instruction.run = run_barrier;
  return true;
}

}  // namespace

bool decode_control(const Request& request, Instruction& instruction) {
  const Opcode& o = request.opcode;
  if (decode_barrier(o, instruction)) return true;
  static constexpr std::pair<const char*, Handler> moving[] = {{"bra", run_branch}, {"brx", run_indexed_branch},
                                                               {"call", run_call},  {"ret", run_return},
                                                               {"exit", run_exit},  {"trap", run_trap}};
  static constexpr std::pair<const char*, Handler> staying[] = {
      {"membar", run_fence},      {"fence", run_fence},     {"nanosleep", run_nothing},     {"prefetch", run_nothing},
      {"prefetchu", run_nothing}, {"discard", run_nothing}, {"griddepcontrol", run_nothing}};
  for (const auto& [name, handler] : moving)
    if (o.is(name)) instruction.run = handler, instruction.moves = true;
  for (const auto& [name, handler] : staying)
    if (o.is(name)) instruction.run = handler;
  return instruction.run != nullptr;
}

}  // namespace cuda_emulator
