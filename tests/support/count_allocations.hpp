// Counts every allocation of the program, by replacing operator new. The replacements are weak, so that several test
// files may include this.
//   const long before = testing::allocations();   …   CHECK(testing::allocations() == before);
#pragma once
#include <atomic>
#include <cstdlib>
#include <new>

namespace keratin::testing {

inline std::atomic<long>& allocation_count() {
  static std::atomic<long> count{0};
  return count;
}
inline long allocations() { return allocation_count(); }

inline void* counted_allocation(std::size_t bytes, std::size_t alignment) {
  ++allocation_count();
  void* const p = std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
  if (p == nullptr) throw std::bad_alloc();
  return p;
}

}  // namespace keratin::testing

#define KERATIN_REPLACED [[gnu::weak, gnu::noinline]]
KERATIN_REPLACED void* operator new(std::size_t bytes) {
  return keratin::testing::counted_allocation(bytes, alignof(std::max_align_t));
}
KERATIN_REPLACED void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return keratin::testing::counted_allocation(bytes, static_cast<std::size_t>(alignment));
}
KERATIN_REPLACED void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  try {
    return ::operator new(bytes);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
KERATIN_REPLACED void operator delete(void* p) noexcept { std::free(p); }
KERATIN_REPLACED void operator delete(void* p, std::size_t) noexcept { std::free(p); }
KERATIN_REPLACED void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
KERATIN_REPLACED void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
#undef KERATIN_REPLACED
