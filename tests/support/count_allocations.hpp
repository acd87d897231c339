// Counts the program's calls of operator new, which it replaces: so exactly one test file may include this.
#pragma once
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KERATIN_COUNTS_ALLOCATIONS 0  // the sanitizers have their own operator new
#else
#define KERATIN_COUNTS_ALLOCATIONS 1
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace keratin::testing {

inline std::atomic<long>& allocations() {
  static std::atomic<long> count{0};
  return count;
}
inline void* counted(void* block) {
  allocations().fetch_add(1, std::memory_order_relaxed);
  return block != nullptr ? block : throw std::bad_alloc();
}

}  // namespace keratin::testing

[[gnu::noinline]] void* operator new(std::size_t bytes) { return keratin::testing::counted(std::malloc(bytes)); }
[[gnu::noinline]] void* operator new(std::size_t bytes, std::align_val_t to) {
  const auto alignment = static_cast<std::size_t>(to);
  return keratin::testing::counted(std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment));
}
[[gnu::noinline]] void operator delete(void* block) noexcept { std::free(block); }
[[gnu::noinline]] void operator delete(void* block, std::size_t) noexcept { std::free(block); }
[[gnu::noinline]] void operator delete(void* block, std::align_val_t) noexcept { std::free(block); }
[[gnu::noinline]] void operator delete(void* block, std::size_t, std::align_val_t) noexcept { std::free(block); }
#endif
