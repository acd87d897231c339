// What tests ask of the emulated CUDA device: which mistakes it saw, and how it should behave. See
// tests/cuda/README.md.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace cuda_emulator {

/// The mistakes seen since the last call, oldest first; the device works again afterwards. What nobody takes makes the
/// process end with status 1.
std::vector<std::string> take_errors();
/// Whether mistakes are printed on stderr when they happen. On by default; tests that provoke them switch it off.
void set_printing(bool on);

/// The device's capability, as 90: what the device's properties say. Default: KERATIN_EMULATED_CC, or 90.
void set_compute_capability(int capability);
/// Whether work waits on its stream until someone waits for it, so that a forgotten synchronisation reads NaN.
/// Default: on if KERATIN_EMULATED_STREAMS is `deferred`.
void set_deferred_streams(bool on);
/// Whether accesses to global memory are checked for races between threads of a launch. Default: on, unless
/// KERATIN_EMULATED_RACES is `off`. Shared memory is always checked.
void set_global_race_checks(bool on);
/// The size of the device's memory; cudaMalloc fails beyond it. Default: 4 GiB.
void set_memory_limit(std::size_t bytes);
/// How many devices there are; 0 makes the calls fail as without a driver. Default: 1.
void set_device_count(int count);
/// Whether cuDNN has algorithms for filters with channels last. Default: on, unless KERATIN_EMULATED_CUDNN is
/// `channels_first`.
void set_channels_last_convolutions(bool on);
/// Whether memory that is still allocated at exit makes the process fail. It is reported in any case. Default: on if
/// KERATIN_EMULATED_LEAKS is `fail`.
void set_leaks_fail(bool on);

/// A block of device memory that cudaMalloc gave out and nobody freed.
struct LiveBlock {
  const void* address;
  std::size_t bytes;
  std::size_t number;  ///< The how manieth allocation it was, from 1.
};
std::vector<LiveBlock> live_blocks();

/// What the device has done so far.
struct Counters {
  std::size_t allocations = 0;   ///< Blocks given out by cudaMalloc and cudaMallocAsync.
  std::size_t launches = 0;      ///< Kernels run.
  std::size_t instructions = 0;  ///< PTX instructions, counted once for each thread.
};
Counters counters();

}  // namespace cuda_emulator
