// What a thread may read and write, and what it must not.
#include <algorithm>

#include "launch.hpp"

namespace cuda_emulator {
namespace {

/// Larger blocks are not checked for races: a shadow has ten times their size.
constexpr std::size_t most_shadowed = std::size_t{64} << 20;

}  // namespace

Moment Warp::moment(std::uint32_t stamp, std::uint32_t lane) const {
  return {stamp, launch.block_index * launch.config.threads() + first_thread + lane, launch.barriers, meetings};
}

void Warp::fail(const Instruction& instruction, std::uint32_t lane, const std::string& what) const {
  const dim3 threads = launch.config.block, block = launch.block_place;
  const std::uint32_t t = first_thread + lane;
  const auto triple = [](std::uint32_t x, std::uint32_t y, std::uint32_t z) {
    return "(" + std::to_string(x) + "," + std::to_string(y) + "," + std::to_string(z) + ")";
  };
  throw Fault("kernel " + launch.entry.name + ", block " + triple(block.x, block.y, block.z) + ", thread " +
              triple(t % threads.x, t / threads.x % threads.y, t / threads.x / threads.y) + ": " + what + " | " +
              launch.program.texts[instruction.index]);
}

void Warp::fail_race(const Instruction& instruction, std::uint32_t lane, Race race, std::uint32_t other,
                     const char* memory) const {
  const char* const what = race == Race::read_after_write    ? "reads what it wrote"
                           : race == Race::write_after_write ? "writes what it wrote"
                                                             : "writes what it reads";
  const std::uint32_t threads = launch.config.threads();
  fail(instruction, lane,
       std::string("race in ") + memory + " memory with thread " + std::to_string(other % threads) + " of block " +
           std::to_string(other / threads) + ": " + what + ", and no barrier is between");
}

std::byte* Warp::access(const Instruction& instruction, std::uint64_t address, std::size_t bytes, std::uint32_t lane,
                        Access how, Space space) {
  if (address % bytes != 0) fail(instruction, lane, "an access to " + std::to_string(bytes) + " bytes is misaligned");
  if (space == Space::generic) {
    const std::uint64_t window = address & window_mask;
    space = window == shared_window      ? Space::shared
            : window == local_window     ? Space::local
            : window == parameter_window ? Space::parameter
                                         : Space::global;
    if (space != Space::global) address -= window;
  }
  switch (space) {
    case Space::shared:
      return access_shared(instruction, address, bytes, lane, how);
    case Space::local:
      return access_local(instruction, address, bytes, lane);
    case Space::parameter: {
      auto& parameters = launch.config.parameters;
      if (how != Access::read) fail(instruction, lane, "a kernel's parameters are written");
      if (address > parameters.size() || bytes > parameters.size() - address)
        fail(instruction, lane, "an access behind the kernel's parameters");
      return const_cast<std::byte*>(parameters.data()) + address;
    }
    default:
      return access_global(instruction, address, bytes, lane, how);
  }
}

std::byte* Warp::access_local(const Instruction& instruction, std::uint64_t offset, std::size_t bytes,
                              std::uint32_t lane) {
  if (offset > local_bytes_ || bytes > local_bytes_ - offset)
    fail(instruction, lane, "an access out of the thread's local memory");
  return local_of(lane) + offset;
}

std::byte* Warp::access_shared(const Instruction& instruction, std::uint64_t offset, std::size_t bytes,
                               std::uint32_t lane, Access how) {
  SharedMemory& shared = launch.shared;
  const std::size_t all = shared.bytes.size();
  if (offset > all || bytes > all - offset)
    fail(instruction, lane,
         "an access to shared memory out of its bounds: bytes " + std::to_string(offset) + " to " +
             std::to_string(offset + bytes) + " of " + std::to_string(all));
  const auto written = shared.written.begin() + static_cast<std::ptrdiff_t>(offset);
  if (how != Access::write && std::find(written, written + static_cast<std::ptrdiff_t>(bytes), 0) !=
                                  written + static_cast<std::ptrdiff_t>(bytes))
    fail(instruction, lane, "reads shared memory that nobody has written");
  if (how == Access::write) std::fill_n(written, bytes, static_cast<unsigned char>(1));
  const Race race =
      shared.shadow.note(offset, bytes, all, moment(launch.block_number, lane), how, {launch.config.threads(), false});
  if (race != Race::none) fail_race(instruction, lane, race, shared.shadow.other(), "shared");
  return shared.bytes.data() + offset;
}

std::byte* Warp::access_global(const Instruction& instruction, std::uint64_t address, std::size_t bytes,
                               std::uint32_t lane, Access how) {
  Block*& block = launch.hints[instruction.index];
  if (block == nullptr || !block->holds(address, bytes)) {
    try {
      block = &find_block(address, bytes, "global memory");
    } catch (const Fault& fault) {
      fail(instruction, lane, fault.what());
    }
  }
  if (settings().races && block->bytes <= most_shadowed) {
    const Race race = block->shadow.note(address - block->first, bytes, block->bytes, moment(launch.number, lane), how,
                                         {launch.config.threads(), launch.ordered});
    if (race != Race::none) fail_race(instruction, lane, race, block->shadow.other(), "global");
  }
  if (how == Access::atomic && launch.fenced) launch.ordered = true;
  return alias_of(address);
}

}  // namespace cuda_emulator
