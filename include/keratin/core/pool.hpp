// Small blocks that come and go on every training step: tensor handles, gradient nodes, lists. Freed ones are kept, per
// thread, for the next request of their size, so that the steady state asks the system for nothing.
#pragma once
#include <array>
#include <cstddef>
#include <new>
#include <vector>

#include "platform.hpp"

namespace keratin::pool {

inline constexpr std::size_t granule = 32, classes = 32;  // sizes up to 1 KiB
inline constexpr std::size_t keep = 512;  // free blocks kept per class: blocks may be freed on another thread

/// The free blocks of one thread.
class FreeLists {
 public:
  FreeLists() = default;
  FreeLists(const FreeLists&) = delete;
  FreeLists& operator=(const FreeLists&) = delete;
  ~FreeLists() {
    for (std::size_t c = 0; c < classes; ++c)
      while (void* p = take(c)) ::operator delete(p);
    closed() = true;
  }

  void* take(std::size_t c) {
    Block* b = heads_[c];
    if (b == nullptr) return nullptr;
    heads_[c] = b->next;
    --counts_[c];
    return b;
  }
  bool put(std::size_t c, void* p) {
    if (counts_[c] >= keep) return false;
    heads_[c] = new (p) Block{heads_[c]};
    ++counts_[c];
    return true;
  }

  /// Set when the thread's lists are gone, which is before its last statics are.
  static bool& closed() {
    static thread_local bool value = false;
    return value;
  }
  static FreeLists& of_thread() {
    static thread_local FreeLists lists;
    return lists;
  }

 private:
  struct Block {
    Block* next;
  };
  std::array<Block*, classes> heads_{};
  std::array<std::size_t, classes> counts_{};
};

inline void* allocate(std::size_t bytes) {
  const std::size_t c = (bytes - 1) / granule;
  if (c >= classes || FreeLists::closed()) return ::operator new(bytes);
  if (void* p = FreeLists::of_thread().take(c)) return p;
  return ::operator new((c + 1) * granule);
}
inline void release(void* p, std::size_t bytes) {
  const std::size_t c = (bytes - 1) / granule;
  if (c >= classes || FreeLists::closed() || !FreeLists::of_thread().put(c, p)) ::operator delete(p);
}

/// A std allocator over the pool.
template <class T>
struct Allocator {
  using value_type = T;
  Allocator() = default;
  template <class U>
  Allocator(const Allocator<U>&) {}
  T* allocate(std::size_t n) { return static_cast<T*>(pool::allocate(n * sizeof(T))); }
  void deallocate(T* p, std::size_t n) { pool::release(p, n * sizeof(T)); }
  friend bool operator==(const Allocator&, const Allocator&) { return true; }
};

/// Base of classes whose objects live in the pool.
struct Pooled {
  static void* operator new(std::size_t bytes) { return pool::allocate(bytes); }
  static void* operator new(std::size_t, void* place) { return place; }
  static void operator delete(void* p, std::size_t bytes) { pool::release(p, bytes); }
};

}  // namespace keratin::pool

namespace keratin {

/// A vector whose memory comes from the pool.
template <class T>
using List = std::vector<T, pool::Allocator<T>>;

}  // namespace keratin
