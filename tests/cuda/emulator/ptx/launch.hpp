// A kernel being run: its blocks one after the other, each warp of a block until it waits for the others.
#pragma once
#include <vector_types.h>

#include <cstddef>
#include <vector>

#include "../memory.hpp"
#include "program.hpp"
#include "warp.hpp"

namespace cuda_emulator {

/// What a launch was asked for.
struct LaunchConfig {
  dim3 grid{1, 1, 1}, block{1, 1, 1};
  std::size_t dynamic_shared = 0;
  std::vector<std::byte> parameters;

  std::uint32_t threads() const { return block.x * block.y * block.z; }
};

/// Runs a kernel. Throws a Fault at the first mistake it sees.
void run_kernel(const Program& program, const Function& entry, const LaunchConfig& config);

/// The shared memory of a block, and which of its bytes were written.
struct SharedMemory {
  std::vector<std::byte> bytes;
  std::vector<unsigned char> written;
  RaceShadow shadow;
};

/// The running launch, and the block whose turn it is.
class Launch {
 public:
  Launch(const Program& program, const Function& entry, const LaunchConfig& config);
  void run();

  const Program& program;
  const Function& entry;
  const LaunchConfig& config;
  std::uint32_t number;            ///< Stands for this launch in the shadows of global memory,
  std::uint32_t block_number = 0;  ///< and for its present block in that of shared memory.
  std::uint32_t block_index = 0;   ///< Counted through the grid.
  dim3 block_place{0, 0, 0};
  std::uint32_t barriers = 0;            ///< How many the block has passed.
  bool fenced = false, ordered = false;  ///< Whether the block has fenced; has fenced and then used an atomic.
  SharedMemory shared;
  std::vector<Block*> hints;  ///< For each instruction, the memory it accessed last.
  std::size_t executed = 0;

 private:
  void make_warps();
  void fill_constants(const Function& function);
  void fill_special(Special which, std::uint32_t slot);
  std::uint64_t special(Special which, std::uint32_t thread) const;
  void run_block();
  bool release_barrier();
  [[noreturn]] void fail_at_barrier();

  std::vector<std::uint64_t> registers_;
  std::vector<std::byte> local_;
  std::vector<Warp> warps_;
  std::vector<std::pair<Special, std::uint32_t>> of_block_;  ///< Registers that each block fills anew.
};

}  // namespace cuda_emulator
