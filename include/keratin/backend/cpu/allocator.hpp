// Memory for tensors on the CPU. Freed blocks are kept by size: a fresh page costs more than the work done on it.
#pragma once
#include <cstddef>

#include "../../core/platform.hpp"

namespace keratin::cpu_backend {

/// At least `bytes` bytes, aligned to 64 from 1 KiB on. Throws std::bad_alloc.
void* allocate(std::size_t bytes);
/// Gives a block back. `bytes` is what was asked for.
void release(void* block, std::size_t bytes);
/// Returns all kept blocks to the system.
void release_cached_memory();

}  // namespace keratin::cpu_backend

#if KERATIN_DEFINE(backend)
#include <array>
#include <bit>
#include <mutex>
#include <vector>

#include "../../core/pool.hpp"

namespace keratin::cpu_backend {

/// The free blocks of the whole program: a block may be freed by another thread than the one that asked for it.
class BlockCache {
 public:
  static constexpr std::size_t alignment = 64, small = 1024, slack = std::size_t{1} << 30;

  static BlockCache& instance() {
    static BlockCache* const cache = new BlockCache;  // never destroyed: statics of the program may still free tensors
    return *cache;
  }

  void* allocate(std::size_t bytes) {
    const auto [index, size] = size_class(bytes);
    {
      const std::lock_guard lock(mutex_);
      live_ += size;
      if (auto& bin = bins_[index]; !bin.empty()) {
        void* block = bin.back();
        bin.pop_back();
        kept_ -= size;
        return block;
      }
    }
    try {
      return ::operator new (size, std::align_val_t{alignment});
    } catch (const std::bad_alloc&) {
      clear();
      return ::operator new (size, std::align_val_t{alignment});
    }
  }

  void release(void* block, std::size_t bytes) {
    const auto [index, size] = size_class(bytes);
    {
      const std::lock_guard lock(mutex_);
      live_ -= size;
      if (kept_ + size <= live_ + slack) {
        bins_[index].push_back(block);
        kept_ += size;
        return;
      }
    }
    ::operator delete (block, std::align_val_t{alignment});
  }

  void clear() {
    const std::lock_guard lock(mutex_);
    for (auto& bin : bins_) {
      for (void* block : bin) ::operator delete (block, std::align_val_t{alignment});
      bin.clear();
    }
    kept_ = 0;
  }

 private:
  struct Class {
    std::size_t index, size;
  };
  /// Four classes to each power of two: at most a quarter is wasted.
  static Class size_class(std::size_t bytes) {
    const auto exponent = static_cast<std::size_t>(std::bit_width(bytes - 1)) - 1;  // 2^exponent < bytes
    const std::size_t step = std::size_t{1} << (exponent - 2);
    const std::size_t steps = (bytes - (std::size_t{1} << exponent) + step - 1) / step;
    return {exponent * 4 + steps, (std::size_t{1} << exponent) + steps * step};
  }

  std::mutex mutex_;
  std::array<std::vector<void*>, 64 * 4 + 5> bins_;
  std::size_t live_ = 0, kept_ = 0;
};

KERATIN_INLINE void* allocate(std::size_t bytes) {
  if (bytes <= BlockCache::small) return pool::allocate(bytes == 0 ? 1 : bytes);
  return BlockCache::instance().allocate(bytes);
}
KERATIN_INLINE void release(void* block, std::size_t bytes) {
  if (bytes <= BlockCache::small) return pool::release(block, bytes == 0 ? 1 : bytes);
  BlockCache::instance().release(block, bytes);
}
KERATIN_INLINE void release_cached_memory() { BlockCache::instance().clear(); }

}  // namespace keratin::cpu_backend
#endif
