// Memory on a device. Freed blocks are kept by size and given out again at once: the one stream of a device makes that
// safe, and a step of training asks the driver for nothing. With KERATIN_CUDA_EXACT_MEMORY=1 in the environment none is
// kept and none is larger than what was asked for: tools then see an access beyond a block's end or after its release.
#pragma once
#include <cstddef>
#include <memory>

#include "../../core/platform.hpp"

namespace keratin::cuda_backend {

/// At least `bytes` bytes on a device, aligned to 256. Throws memory_error, with the sizes, if there are no more.
void* allocate(int device, std::size_t bytes);
/// Gives a block back. `bytes` is what was asked for.
void release(int device, void* block, std::size_t bytes);
/// Whether freed blocks are kept: not with KERATIN_CUDA_EXACT_MEMORY=1.
bool keeps_memory();
/// Returns all kept blocks to the driver.
void release_cached_memory();

/// Blocks that a piece of work which is done again and again has for itself: each time it is given the same ones, if it
/// asks and gives back in the same order.
class OwnBlocks {
 public:
  explicit OwnBlocks(int device);
  OwnBlocks(const OwnBlocks&) = delete;
  OwnBlocks& operator=(const OwnBlocks&) = delete;
  /// Blocks that are still in use go to all when they are given back.
  ~OwnBlocks();
  /// Until end() this thread's blocks come from here, and what others it gives back is nobody's until then.
  void begin();
  void end();

 private:
  friend class DeviceMemory;
  struct Freed;
  int device_;
  std::unique_ptr<Freed> freed_;
};

/// What a device's memory is used for.
struct MemoryUse {
  std::size_t live = 0;      ///< Bytes that tensors hold.
  std::size_t kept = 0;      ///< Bytes of freed blocks.
  std::size_t peak = 0;      ///< The greatest `live` so far.
  std::size_t requests = 0;  ///< How often the driver was asked for memory.
};
MemoryUse memory_use(int device);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "context.hpp"

namespace keratin::cuda_backend {

KERATIN_INLINE bool keeps_memory() {
  static const bool keeps = [] {
    const char* const exact = std::getenv("KERATIN_CUDA_EXACT_MEMORY");
    return exact == nullptr || std::strcmp(exact, "1") != 0;
  }();
  return keeps;
}

/// Freed blocks, by size.
using Bins = std::map<std::size_t, std::vector<void*>>;

struct OwnBlocks::Freed {
  Bins bins;
  std::vector<std::pair<void*, std::size_t>> held;  // others' blocks, by size
};

namespace detail {
/// Where this thread's blocks come from, if not from all.
inline OwnBlocks*& own_blocks() {
  static thread_local OwnBlocks* own = nullptr;
  return own;
}
}  // namespace detail

/// The blocks of one device.
class DeviceMemory {
 public:
  static DeviceMemory& of(int device) { return per_device<DeviceMemory>(device); }
  explicit DeviceMemory(int device) : device_(device) {}
  static void clear_all() {
    for (int i = 0; i < device_count(); ++i) of(i).clear();
  }

  void* allocate(std::size_t bytes) {
    const std::size_t size = rounded(bytes);
    const std::lock_guard lock(mutex_);
    OwnBlocks* const own = current();
    use_.live += size;
    use_.peak = std::max(use_.peak, use_.live);
    if (auto& bin = (own != nullptr ? own->freed_->bins : free_)[size]; !bin.empty()) {
      void* const block = bin.back();
      bin.pop_back();
      use_.kept -= size;
      return block;
    }
    void* const block = fresh(bytes, size);
    if (own != nullptr) owners_[block] = own;
    return block;
  }
  void release(void* block, std::size_t bytes) {
    const std::size_t size = rounded(bytes);
    const std::lock_guard lock(mutex_);
    use_.live -= size;
    if (const auto owner = owners_.find(block); owner != owners_.end()) {
      owner->second->freed_->bins[size].push_back(block);
      use_.kept += size;
    } else if (OwnBlocks* const own = current(); own != nullptr) {
      own->freed_->held.emplace_back(block, size);
    } else {
      put(block, size);
    }
  }
  /// In one order, whichever they came back in.
  void sort(OwnBlocks& own) {
    const std::lock_guard lock(mutex_);
    for (auto& [size, bin] : own.freed_->bins) std::sort(bin.begin(), bin.end());
  }
  void put_held(OwnBlocks& own) {
    const std::lock_guard lock(mutex_);
    for (const auto& [block, size] : std::exchange(own.freed_->held, {})) put(block, size);
  }
  void disown(OwnBlocks& own) {
    const std::lock_guard lock(mutex_);
    std::erase_if(owners_, [&](const auto& entry) { return entry.second == &own; });
    for (const auto& [size, bin] : own.freed_->bins) {
      use_.kept -= size * bin.size();
      for (void* const block : bin) put(block, size);
    }
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    give_back();
  }
  MemoryUse use() {
    const std::lock_guard lock(mutex_);
    return use_;
  }

 private:
  /// Sizes that lie at most an eighth apart, so that blocks of nearly equal tensors are one another's.
  static std::size_t rounded(std::size_t bytes) {
    if (!keeps_memory()) return std::max<std::size_t>(1, bytes);
    if (bytes <= 512) return 512;
    const std::size_t step = std::max<std::size_t>(512, std::bit_floor(bytes) / 8);
    return (bytes + step - 1) / step * step;
  }
  OwnBlocks* current() const {
    OwnBlocks* const own = detail::own_blocks();
    return own != nullptr && own->device_ == device_ ? own : nullptr;
  }
  void put(void* block, std::size_t size) {
    if (!keeps_memory()) return static_cast<void>(cudaFree(block));  // an error at the program's end is nobody's
    free_[size].push_back(block);
    use_.kept += size;
  }
  void* fresh(std::size_t bytes, std::size_t size) {
    Context::of(device_);
    void* block = nullptr;
    ++use_.requests;
    cudaError_t status = cudaMalloc(&block, size);
    if (status == cudaErrorMemoryAllocation) {
      static_cast<void>(cudaGetLastError());
      give_back();
      status = cudaMalloc(&block, size);
    }
    if (status == cudaErrorMemoryAllocation) {
      static_cast<void>(cudaGetLastError());
      use_.live -= size;
      std::size_t left = 0, all = 0;
      static_cast<void>(cudaMemGetInfo(&left, &all));
      fail<memory_error>("cuda:", device_, ": expected ", bytes, " bytes of memory; got ", left, " free of ", all,
                         ", with ", use_.live, " in use by tensors. Hint: a smaller batch_size.");
    }
    check(status, "cudaMalloc");
    return block;
  }
  void give_back() {
    if (use_.kept == 0) return;
    Context::of(device_).synchronize();
    for (auto& [size, bin] : free_) {
      for (void* block : bin) static_cast<void>(cudaFree(block));
      bin.clear();
    }
    use_.kept = 0;
  }

  int device_;
  std::mutex mutex_;
  Bins free_;
  std::unordered_map<void*, OwnBlocks*> owners_;
  MemoryUse use_;
};

KERATIN_INLINE void* allocate(int device, std::size_t bytes) { return DeviceMemory::of(device).allocate(bytes); }
KERATIN_INLINE void release(int device, void* block, std::size_t bytes) {
  DeviceMemory::of(device).release(block, bytes);
}
KERATIN_INLINE OwnBlocks::OwnBlocks(int device) : device_(device), freed_(std::make_unique<Freed>()) {}
KERATIN_INLINE OwnBlocks::~OwnBlocks() { DeviceMemory::of(device_).disown(*this); }
KERATIN_INLINE void OwnBlocks::begin() {
  DeviceMemory::of(device_).sort(*this);
  detail::own_blocks() = this;
}
KERATIN_INLINE void OwnBlocks::end() {
  detail::own_blocks() = nullptr;
  DeviceMemory::of(device_).put_held(*this);
}
KERATIN_INLINE void release_cached_memory() { DeviceMemory::clear_all(); }
KERATIN_INLINE MemoryUse memory_use(int device) { return DeviceMemory::of(device).use(); }

}  // namespace keratin::cuda_backend
#endif
