#include "warp.hpp"

#include <algorithm>
#include <cstring>

#include "launch.hpp"

namespace cuda_emulator {
namespace {

/// A launch that takes more (counted once for each thread) hangs.
constexpr std::size_t most_instructions = std::size_t{4} << 30;

}  // namespace

Warp::Warp(Launch& l, std::uint32_t first, std::uint32_t threads, std::uint64_t* registers, std::byte* local)
    : launch(l),
      first_thread(first),
      registers_(registers),
      local_(local),
      local_bytes_(l.entry.local_bytes),
      threads_(threads) {}

void Warp::start() {
  members_ = alive = threads_ >= size ? ~Lanes{0} : (Lanes{1} << threads_) - 1;
  places_.fill(nowhere);
  place(alive, launch.entry.first);
  at_barrier = {};
  gathering_ = carry = 0;
  meetings = 0;
  copies.clear();
  copy_groups.fill(0);
  if (called_)
    for (auto& frames : frames_) frames.clear();
  called_ = false;
  std::fill_n(local_, local_bytes_ * size, std::byte{0xFF});
}

void Warp::place(Lanes lanes, std::uint32_t at) {
  for (; lanes != 0; lanes &= lanes - 1) places_[static_cast<std::size_t>(std::countr_zero(lanes))] = at;
}

bool Warp::choose_group() {
  pc = other_pc_ = nowhere;
  group = 0;
  for (std::uint32_t lane = 0; lane < size; ++lane) {
    const std::uint32_t at = places_[lane];
    if (at < pc) {
      other_pc_ = pc;
      pc = at;
      group = 0;
    } else if (at > pc) {
      other_pc_ = std::min(other_pc_, at);
    }
    if (at == pc) group |= Lanes{1} << lane;
  }
  return pc != nowhere;
}

void Warp::run() {
  while (choose_group() || try_waiting_lanes()) run_group();
}

void Warp::run_group() {
  const Instruction* const code = launch.program.code.data();
  regroup_ = false;
  while (!regroup_) {
    const Instruction& instruction = code[pc];
    mask = group;
    if (instruction.guard != Instruction::none) {
      const std::uint64_t* const guard = lane_values(instruction.guard);
      Lanes on = 0;
      for (std::uint32_t lane = 0; lane < size; ++lane) on |= static_cast<Lanes>(guard[lane] & 1) << lane;
      mask &= instruction.guard_inverted ? ~on : on;
    }
    launch.executed += static_cast<std::size_t>(std::popcount(group));
    if (mask == 0 || !instruction.moves) {
      if (mask != 0) instruction.run(*this, instruction);
      ++pc;
    } else {
      if (launch.executed > most_instructions)
        fail(instruction, static_cast<std::uint32_t>(std::countr_zero(mask)), "the kernel does not end");
      instruction.run(*this, instruction);
    }
    if (!regroup_ && pc >= other_pc_) {
      place(group, pc);
      regroup_ = true;
    }
  }
}

void Warp::jump(std::uint32_t target) {
  if (mask == group) {
    pc = target;
    return;
  }
  place(group & ~mask, pc + 1);
  place(mask, target);
  regroup_ = true;
}

void Warp::jump_each(const std::uint32_t* targets) {
  place(group & ~mask, pc + 1);
  each_lane(*this, [&](std::uint32_t lane) { places_[lane] = targets[lane]; });
  regroup_ = true;
}

void Warp::end_lanes() {
  alive &= ~mask;
  place(group & ~mask, pc + 1);
  place(mask, nowhere);
  regroup_ = true;
}

void Warp::wait_at_barrier(const Instruction& instruction, std::uint64_t id, std::uint64_t count, Lanes values) {
  each_lane(*this, [&](std::uint32_t lane) {
    at_barrier.at[lane] = instruction.index;
    at_barrier.id[lane] = id;
    at_barrier.count[lane] = count;
  });
  at_barrier.lanes |= mask;
  at_barrier.values = (at_barrier.values & ~mask) | (values & mask);
  place(group & ~mask, pc + 1);
  place(mask, nowhere);
  regroup_ = true;
}

void Warp::release(Lanes lanes) {
  at_barrier.lanes &= ~lanes;
  for (; lanes != 0; lanes &= lanes - 1) {
    const auto lane = static_cast<std::size_t>(std::countr_zero(lanes));
    places_[lane] = at_barrier.at[lane] + 1;
  }
}

bool Warp::gather(const Instruction& instruction, const std::uint64_t* members) {
  Lanes here = mask;
  for (Lanes rest = gathering_; rest != 0; rest &= rest - 1)
    if (const auto lane = std::countr_zero(rest); gather_places_[static_cast<std::size_t>(lane)] == pc)
      here |= Lanes{1} << lane;
  bool complete = true;
  for (Lanes rest = here; rest != 0; rest &= rest - 1) {
    const auto lane = static_cast<std::uint32_t>(std::countr_zero(rest));
    const auto named = static_cast<Lanes>(members[lane]);
    if ((named >> lane & 1) == 0) fail(instruction, lane, "the thread is not in its own mask of members");
    const Lanes missing = named & members_ & ~here;
    complete = complete && missing == 0;
    if (missing != 0 && last_chance_)
      fail(instruction, lane,
           "the mask names lane " + std::to_string(std::countr_zero(missing)) +
               ", which does not come to this instruction");
  }
  if (complete) {
    gathering_ &= ~here;
    group |= here;
    mask = here;
    return true;
  }
  each_lane(*this, [&](std::uint32_t lane) { gather_places_[lane] = pc; });
  gathering_ |= mask;
  place(group & ~mask, pc + 1);
  place(mask, nowhere);
  regroup_ = true;
  return false;
}

/// When no lane can go on: those that wait for others of the warp first find out who is missing.
bool Warp::try_waiting_lanes() {
  if (gathering_ == 0) return false;
  last_chance_ = true;
  pc = nowhere;
  for (Lanes rest = gathering_; rest != 0; rest &= rest - 1)
    pc = std::min(pc, gather_places_[static_cast<std::size_t>(std::countr_zero(rest))]);
  group = 0;
  for (std::uint32_t lane = 0; lane < size; ++lane)
    if ((gathering_ >> lane & 1) != 0 && gather_places_[lane] == pc) group |= Lanes{1} << lane;
  mask = group;
  const Instruction& instruction = launch.program.code[pc];
  regroup_ = false;
  instruction.run(*this, instruction);
  last_chance_ = false;
  place(group, pc);
  return choose_group();
}

void Warp::call(const Instruction& instruction) {
  const auto number = static_cast<std::uint32_t>(instruction.offset);
  const Call& call = launch.program.calls[number];
  const Function& function = launch.program.functions[call.function];
  called_ = true;
  each_lane(*this, [&](std::uint32_t lane) {
    for (const Frame& frame : frames_[lane])
      if (launch.program.calls[frame.call].function == call.function)
        fail(instruction, lane, "recursion is not emulated");
    frames_[lane].push_back({pc + 1, number});
    for (std::size_t k = 0; k < call.arguments.size(); ++k)
      std::memcpy(local_of(lane) + function.parameters[k].offset, local_of(lane) + call.arguments[k],
                  function.parameters[k].bytes);
  });
  jump(function.first);
}

void Warp::return_lanes() {
  Lanes ended = 0;
  place(group & ~mask, pc + 1);
  each_lane(*this, [&](std::uint32_t lane) {
    if (frames_[lane].empty()) {
      ended |= Lanes{1} << lane;
      places_[lane] = nowhere;
      return;
    }
    const Frame frame = frames_[lane].back();
    frames_[lane].pop_back();
    const Call& call = launch.program.calls[frame.call];
    const Function& function = launch.program.functions[call.function];
    for (std::size_t k = 0; k < call.results.size(); ++k)
      std::memcpy(local_of(lane) + call.results[k], local_of(lane) + function.results[k].offset,
                  function.results[k].bytes);
    places_[lane] = frame.back;
  });
  alive &= ~ended;
  regroup_ = true;
}

}  // namespace cuda_emulator
