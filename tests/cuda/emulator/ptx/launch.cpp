#include "launch.hpp"

#include <algorithm>

namespace cuda_emulator {
namespace {

std::uint32_t next_number() {
  static std::uint32_t number = 0;
  return ++number;
}
std::size_t round_up(std::size_t n, std::size_t step) { return (n + step - 1) / step * step; }

}  // namespace

Launch::Launch(const Program& p, const Function& e, const LaunchConfig& c)
    : program(p), entry(e), config(c), number(next_number()), hints(p.code.size(), nullptr) {
  make_warps();
}

void Launch::make_warps() {
  const std::uint32_t threads = config.threads(), count = (threads + Warp::size - 1) / Warp::size;
  const std::size_t own_registers = std::size_t{entry.registers} * Warp::size,
                    own_local = entry.local_bytes * Warp::size;
  registers_.assign(count * own_registers, ~std::uint64_t{0});
  local_.resize(count * own_local);
  for (std::uint32_t w = 0; w < count; ++w)
    warps_.emplace_back(*this, w * Warp::size, threads - w * Warp::size, registers_.data() + w * own_registers,
                        local_.data() + w * own_local);
  shared.bytes.resize(round_up(entry.shared_bytes, 16) + config.dynamic_shared);
  shared.written.resize(shared.bytes.size());
  fill_constants(entry);
  for (const Function& function : program.functions)
    if (!function.is_entry) fill_constants(function);
}

/// What stays the same through the launch is filled now, the rest by each block.
void Launch::fill_constants(const Function& function) {
  for (const auto& [bits, slot] : function.constants)
    for (Warp& warp : warps_) std::fill_n(warp.lane_values(slot), Warp::size, bits);
  for (const auto& [which, slot] : function.specials) {
    const bool of_block =
        which == Special::ctaid_x || which == Special::ctaid_y || which == Special::ctaid_z || which == Special::smid;
    if (of_block)
      of_block_.emplace_back(which, slot);
    else
      fill_special(which, slot);
  }
}

std::uint64_t Launch::special(Special which, std::uint32_t thread) const {
  const dim3 b = config.block, g = config.grid;
  const std::uint32_t lane = thread % Warp::size;
  switch (which) {
    case Special::tid_x:
      return thread % b.x;
    case Special::tid_y:
      return thread / b.x % b.y;
    case Special::tid_z:
      return thread / b.x / b.y;
    case Special::ntid_x:
      return b.x;
    case Special::ntid_y:
      return b.y;
    case Special::ntid_z:
      return b.z;
    case Special::ctaid_x:
      return block_place.x;
    case Special::ctaid_y:
      return block_place.y;
    case Special::ctaid_z:
      return block_place.z;
    case Special::nctaid_x:
      return g.x;
    case Special::nctaid_y:
      return g.y;
    case Special::nctaid_z:
      return g.z;
    case Special::laneid:
      return lane;
    case Special::warpid:
      return thread / Warp::size;
    case Special::nwarpid:
      return (config.threads() + Warp::size - 1) / Warp::size;
    case Special::lanemask_eq:
      return std::uint64_t{1} << lane;
    case Special::lanemask_lt:
      return (std::uint64_t{1} << lane) - 1;
    case Special::lanemask_le:
      return (std::uint64_t{2} << lane) - 1;
    case Special::lanemask_gt:
      return 0xffffffff & ~((std::uint64_t{2} << lane) - 1);
    case Special::lanemask_ge:
      return 0xffffffff & ~((std::uint64_t{1} << lane) - 1);
    case Special::smid:
      return block_index % 4;
    case Special::nsmid:
      return 4;
    case Special::dynamic_shared:
      return round_up(entry.shared_bytes, 16);
    case Special::dynamic_shared_bytes:
      return config.dynamic_shared;
  }
  return 0;
}

void Launch::fill_special(Special which, std::uint32_t slot) {
  for (Warp& warp : warps_)
    for (std::uint32_t lane = 0; lane < Warp::size; ++lane)
      warp.lane_values(slot)[lane] = special(which, warp.first_thread + lane);
}

void Launch::run() {
  for (block_place.z = 0; block_place.z < config.grid.z; ++block_place.z)
    for (block_place.y = 0; block_place.y < config.grid.y; ++block_place.y)
      for (block_place.x = 0; block_place.x < config.grid.x; ++block_place.x, ++block_index) run_block();
}

void Launch::run_block() {
  block_number = next_number();
  barriers = 0;
  fenced = ordered = false;
  std::fill(shared.bytes.begin(), shared.bytes.end(), std::byte{0xFF});
  std::fill(shared.written.begin(), shared.written.end(), static_cast<unsigned char>(0));
  for (const auto& [which, slot] : of_block_) fill_special(which, slot);
  for (Warp& warp : warps_) warp.start();
  do {
    for (Warp& warp : warps_) warp.run();
  } while (release_barrier());
}

/// Lets the threads go on that wait at a barrier for which all have come; false if all threads have ended.
bool Launch::release_barrier() {
  const auto waiting =
      std::find_if(warps_.begin(), warps_.end(), [](const Warp& w) { return w.at_barrier.lanes != 0; });
  if (waiting == warps_.end()) return false;
  const auto first = static_cast<std::size_t>(std::countr_zero(waiting->at_barrier.lanes));
  const std::uint64_t id = waiting->at_barrier.id[first], count = waiting->at_barrier.count[first];
  const std::uint32_t at = waiting->at_barrier.at[first];
  std::vector<Lanes> here(warps_.size());
  std::uint64_t come = 0, agree = 0;
  for (std::size_t w = 0; w < warps_.size(); ++w) {
    const Warp::Waiting& there = warps_[w].at_barrier;
    for (std::uint32_t lane = 0; lane < Warp::size; ++lane)
      if ((there.lanes >> lane & 1) != 0 && there.id[lane] == id && there.at[lane] == at) here[w] |= Lanes{1} << lane;
    come += static_cast<std::uint64_t>(std::popcount(here[w]));
    agree += static_cast<std::uint64_t>(std::popcount(here[w] & there.values));
  }
  if (come != (count == 0 ? config.threads() : count)) fail_at_barrier();
  const Instruction& instruction = program.code[at];
  const std::uint64_t value = instruction.mode == 0 ? agree == come : instruction.mode == 1 ? agree > 0 : agree;
  for (std::size_t w = 0; w < warps_.size(); ++w) {
    for (std::uint32_t lane = 0; lane < Warp::size && instruction.to != Instruction::none; ++lane)
      if ((here[w] >> lane & 1) != 0) warps_[w].lane_values(instruction.to)[lane] = value;
    warps_[w].release(here[w]);
  }
  ++barriers;
  return true;
}

void Launch::fail_at_barrier() {
  const auto waits = [](const Warp& warp) { return warp.at_barrier.lanes != 0; };
  const Warp& warp = *std::find_if(warps_.begin(), warps_.end(), waits);
  const auto lane = static_cast<std::uint32_t>(std::countr_zero(warp.at_barrier.lanes));
  const bool all_wait = std::all_of(warps_.begin(), warps_.end(), [](const Warp& w) {
    return w.at_barrier.lanes == w.alive &&
           (w.first_thread + Warp::size > w.launch.config.threads() || w.alive == ~Lanes{0});
  });
  warp.fail(program.code[warp.at_barrier.at[lane]], lane,
            all_wait ? "divergent barrier: other threads of the block wait at another one"
                     : "divergent barrier: other threads of the block have ended");
}

void run_kernel(const Program& program, const Function& entry, const LaunchConfig& config) {
  Launch launch(program, entry, config);
  ++counts().launches;
  try {
    launch.run();
  } catch (...) {
    counts().instructions += launch.executed;
    throw;
  }
  counts().instructions += launch.executed;
}

}  // namespace cuda_emulator
