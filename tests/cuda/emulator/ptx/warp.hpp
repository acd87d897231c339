// 32 threads that run one instruction at a time, for all of them that are at the same place.
#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "opcode.hpp"
#include "shadow.hpp"

namespace cuda_emulator {

class Launch;
using Lanes = std::uint32_t;  ///< A bit for each thread of a warp.

/// A cp.async that is under way.
struct AsyncCopy {
  const Instruction* instruction;
  std::uint64_t to, from;
  std::uint32_t bytes, given, lane, group;
};

/// The threads are at places of their own; those at the least place go on together. So they come together again where
/// the compiler put the end of an `if` or a loop: behind it.
class Warp {
 public:
  static constexpr std::uint32_t size = 32, nowhere = 0xffffffff;

  Warp(Launch& launch, std::uint32_t first_thread, std::uint32_t threads, std::uint64_t* registers, std::byte* local);

  /// Puts all threads at the kernel's begin.
  void start();
  /// Runs until all threads have ended or wait at a barrier of the block.
  void run();
  bool done() const { return alive == 0; }

  // For the handlers of instructions:

  std::uint64_t* lane_values(std::uint32_t slot) { return registers_ + std::size_t{slot} * size; }
  /// The lanes of `mask` go on at `target`, the rest of the group behind this instruction.
  void jump(std::uint32_t target);
  /// Each lane of `mask` goes on at its own target.
  void jump_each(const std::uint32_t* targets);
  /// The lanes of `mask` end.
  void end_lanes();
  /// The lanes of `mask` wait for the block at a barrier; `count` threads in all, or 0 for the whole block.
  void wait_at_barrier(const Instruction& instruction, std::uint64_t id, std::uint64_t count, Lanes values);
  /// Whether all threads that `members` names (for each lane) are here, so that an instruction of the whole warp can
  /// run for `mask`. If not, the lanes of `mask` wait for them.
  bool gather(const Instruction& instruction, const std::uint64_t* members);
  void call(const Instruction& instruction);
  void return_lanes();

  /// The emulator's view of what a lane accesses. Throws a Fault if it may not.
  std::byte* access(const Instruction& instruction, std::uint64_t address, std::size_t bytes, std::uint32_t lane,
                    Access how, Space space);
  [[noreturn]] void fail(const Instruction& instruction, std::uint32_t lane, const std::string& what) const;

  Launch& launch;
  Lanes mask = 0;   ///< The lanes that run the present instruction,
  Lanes group = 0;  ///< and those that are at it.
  Lanes carry = 0;  ///< The carry flags of add.cc …
  Lanes alive = 0;
  std::uint32_t first_thread, pc = 0;
  std::uint32_t meetings = 0;  ///< How often its threads have synchronised.

  std::vector<AsyncCopy> copies;                  ///< Those under way, and
  std::array<std::uint32_t, size> copy_groups{};  ///< how many groups of them each thread has closed.

  /// What waits at a barrier.
  struct Waiting {
    Lanes lanes = 0, values = 0;
    std::array<std::uint32_t, size> at{};
    std::array<std::uint64_t, size> id{}, count{};
  };
  Waiting at_barrier;
  /// Lanes that waited at a barrier go on.
  void release(Lanes lanes);

 private:
  struct Frame {
    std::uint32_t back, call;
  };

  bool choose_group();
  void run_group();
  void place(Lanes lanes, std::uint32_t at);
  bool try_waiting_lanes();
  std::byte* access_shared(const Instruction& instruction, std::uint64_t offset, std::size_t bytes, std::uint32_t lane,
                           Access how);
  std::byte* access_global(const Instruction& instruction, std::uint64_t address, std::size_t bytes, std::uint32_t lane,
                           Access how);
  std::byte* access_local(const Instruction& instruction, std::uint64_t offset, std::size_t bytes, std::uint32_t lane);
  void fail_race(const Instruction& instruction, std::uint32_t lane, Race race, std::uint32_t other,
                 const char* memory) const;
  Moment moment(std::uint32_t stamp, std::uint32_t lane) const;
  std::byte* local_of(std::uint32_t lane) { return local_ + lane * local_bytes_; }

  std::uint64_t* registers_;
  std::byte* local_;
  std::size_t local_bytes_;
  std::uint32_t threads_, other_pc_ = nowhere;
  bool regroup_ = false, last_chance_ = false;
  Lanes members_ = 0;    ///< Those that the block has, ended or not.
  Lanes gathering_ = 0;  ///< Lanes that wait for others of the warp.
  std::array<std::uint32_t, size> places_{}, gather_places_{};
  std::array<std::vector<Frame>, size> frames_;
};

/// Calls f(lane) for each lane of the present instruction.
template <class F>
inline void each_lane(const Warp& warp, const F& f) {
  if (warp.mask == ~Lanes{0}) {
    for (std::uint32_t lane = 0; lane < Warp::size; ++lane) f(lane);
    return;
  }
  for (Lanes rest = warp.mask; rest != 0; rest &= rest - 1) f(static_cast<std::uint32_t>(std::countr_zero(rest)));
}

/// A register's bits as a T, and back. Only the low bits count.
template <class T>
T get(std::uint64_t bits) {
  if constexpr (sizeof(T) == 8)
    return std::bit_cast<T>(bits);
  else if constexpr (std::is_same_v<T, float>)
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  else
    return static_cast<T>(bits);
}
template <class T>
void put(std::uint64_t& slot, T value) {
  if constexpr (sizeof(T) == 8)
    slot = std::bit_cast<std::uint64_t>(value);
  else if constexpr (std::is_same_v<T, float>)
    slot = std::bit_cast<std::uint32_t>(value);
  else
    slot = static_cast<std::make_unsigned_t<T>>(value);
}

}  // namespace cuda_emulator
