// per_device: what there is once for each device. Included by lower halves alone.
#pragma once
#if KERATIN_CUDA
#include <map>
#include <memory>
#include <mutex>

namespace keratin::cuda_backend {

/// The T of a device, made as T(device) when it is first asked for. Never destroyed: statics of the program may still
/// free tensors.
template <class T>
T& per_device(int device) {
  static std::mutex mutex;
  static auto& all = *new std::map<int, std::unique_ptr<T>>;
  const std::lock_guard lock(mutex);
  std::unique_ptr<T>& own = all[device];
  if (!own) own = std::make_unique<T>(device);
  return *own;
}

}  // namespace keratin::cuda_backend
#endif
