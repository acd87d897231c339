// Which threads of a launch touched which element, to find races: two threads, one of them writing, that no barrier
// orders.
#pragma once
#include <cstdint>
#include <vector>

namespace cuda_emulator {

/// A thread at a moment of its launch.
struct Moment {
  std::uint32_t launch = 0;   ///< Accesses of other launches are ordered before (for shared memory: of other blocks).
  std::uint32_t thread = 0;   ///< Counted through the launch.
  std::uint32_t barrier = 0;  ///< How many barriers of its block it has passed,
  std::uint32_t meeting = 0;  ///< and how many of its warp.
};

/// How an access touches memory. A volatile read may meet atomic writes.
enum class Access : std::uint8_t { read, volatile_read, write, atomic };
/// What an access raced with.
enum class Race : std::uint8_t { none, read_after_write, write_after_write, write_after_read };

/// The last accesses to each element of a block of memory. An element is as large as the smallest access so far, from
/// 1 to 4 bytes.
class RaceShadow {
 public:
  struct Team {
    std::uint32_t threads = 1;    ///< Of a block.
    bool ordered_blocks = false;  ///< Whether this block has synchronised with those before it by fence and atomic.
  };

  /// Notes an access to bytes [offset, offset + size) of a block of `total` bytes; returns the race it is part of.
  Race note(std::size_t offset, std::size_t size, std::size_t total, const Moment& now, Access access, Team team);
  /// The thread that the last reported race was with.
  std::uint32_t other() const { return other_; }

 private:
  enum Readers : std::uint8_t { nobody, one, one_warp, one_block, many_blocks };
  struct Cell {
    std::uint32_t launch = 0;
    std::uint32_t writer = 0, write_barrier = 0, write_meeting = 0;
    std::uint32_t reader = 0, read_barrier = 0, read_meeting = 0;
    bool written = false, atomic = false;
    Readers readers = nobody;
  };

  void refine(std::size_t size, std::size_t total);
  Race note_cell(Cell& cell, const Moment& now, Access access, Team team);
  bool races_with_readers(const Cell& cell, const Moment& now, Team team) const;
  static void add_reader(Cell& cell, const Moment& now, Team team);

  std::vector<Cell> cells_;
  unsigned shift_ = 2;
  std::uint32_t other_ = 0;
};

}  // namespace cuda_emulator
