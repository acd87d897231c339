// How each emulated call begins and ends.
#pragma once
#include "settings.hpp"

namespace cuda_emulator {

/// Does a call of the CUDA runtime: one at a time, its Faults reported under its name.
template <class Body>
cudaError_t runtime_call(const char* name, const Body& body) {
  const Lock lock(big_lock());
  if (settings().device_count == 0) return result(cudaErrorInsufficientDriver);
  try {
    return result(body());
  } catch (const Fault& fault) {
    report(std::string(name) + ": " + fault.what(), cudaSuccess);
    return result(cudaErrorInvalidValue);
  }
}

}  // namespace cuda_emulator
