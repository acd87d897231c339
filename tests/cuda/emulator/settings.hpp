// The emulated device's state that is no memory and no stream: settings, counters, the error that calls return.
#pragma once
#include <cuda_runtime_api.h>

#include <mutex>
#include <stdexcept>
#include <string>

#include "emulator.hpp"

namespace cuda_emulator {

/// A mistake of the program under test. Thrown by what runs on the device; caught where its work item ends.
struct Fault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Settings {
  int capability = 90;
  bool deferred = false, races = true, leaks_fail = false, channels_last = true;
  std::size_t memory_limit = std::size_t{4} << 30;
  int device_count = 1;
};
Settings& settings();
Counters& counts();

/// All calls of the libraries hold this: threads may use them at once.
std::recursive_mutex& big_lock();
using Lock = std::lock_guard<std::recursive_mutex>;

/// Notes a mistake; the device's next calls return `status` until take_errors().
void report(const std::string& message, cudaError_t status);
/// The error of a kernel or copy, which all later calls return as on a real device.
cudaError_t sticky_error();
/// A call's own result: remembered for cudaGetLastError if it is an error, and replaced by the sticky error.
cudaError_t result(cudaError_t status);
cudaError_t last_error(bool reset);

}  // namespace cuda_emulator
