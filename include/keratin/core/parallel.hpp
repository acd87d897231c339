// The only place that starts threads: a pool that runs loops.
//
// The caller works too and waits for no thread that has not begun, so a core that is busy elsewhere costs nothing but
// its help. (OpenMP's barrier waits for the whole team: with one core of two taken, a training step took 20 times as
// long.)
#pragma once
#include "args.hpp"
#include "platform.hpp"

namespace keratin {

/// The number of threads an op may use: all cores, or what KERATIN_NUM_THREADS, OMP_NUM_THREADS or set_num_threads
/// says.
int num_threads();
/// Sets it for the whole program, from now on. 0 gives the default back.
void set_num_threads(Int n);

namespace parallel {

/// A loop body of any type, called through a pointer: so the threads' code is compiled once.
using Body = void (*)(const void* context, index_t begin, index_t end);
void run(index_t n, index_t grain, Body body, const void* context);

/// Splits [0, n) into one run of whole `grain`s per thread and calls body(begin, end) on each. The split depends on n,
/// grain and the number of threads alone, so the same run gives the same bits. `body` must not throw. A loop inside a
/// loop, or one that comes while another thread's is running, runs on the calling thread.
template <class F>
void for_range(index_t n, index_t grain, const F& body) {
  if (n <= grain) {
    if (n > 0) body(index_t{0}, n);
    return;
  }
  run(
      n, grain, [](const void* f, index_t begin, index_t end) { (*static_cast<const F*>(f))(begin, end); }, &body);
}

/// A thread of its own, for work that waits, such as reading ahead. `work` must not throw; the destructor waits for its
/// end.
class Thread {
 public:
  Thread(void (*work)(void* context), void* context);
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;
  ~Thread();

 private:
  void* thread_;
};

}  // namespace parallel
}  // namespace keratin

#if KERATIN_DEFINE(core)
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace keratin {

namespace parallel {

/// Threads that wait for runs of a loop. A run is claimed by counting up `state_`, which also holds the loop's number:
/// so a thread that comes late finds nothing to claim, and never touches a loop that is over.
class Pool {
 public:
  static Pool& instance() {
    static Pool* const pool = new Pool;  // never destroyed: its threads wait in it until the program ends
    return *pool;
  }

  /// Whether the loop was run: not if another one is running.
  bool run(index_t n, index_t each, int runs, Body body, const void* context) {
    if (busy_here() || !mutex_.try_lock()) return false;
    const std::lock_guard lock(mutex_, std::adopt_lock);
    start_threads(runs - 1);
    n_ = n;
    each_ = each;
    body_ = body;
    context_ = context;
    left_.store(runs, std::memory_order_relaxed);
    const std::uint64_t loop = (state_.load(std::memory_order_relaxed) >> 32) + 1;
    state_.store(loop << 32 | static_cast<std::uint64_t>(runs) << 16, std::memory_order_seq_cst);
    if (asleep_.load(std::memory_order_seq_cst) > 0) state_.notify_all();
    busy_here() = true;
    while (claim_and_do()) {
    }
    busy_here() = false;
    for (int spins = 0; left_.load(std::memory_order_acquire) > 0;) pause(++spins);
    return true;
  }

 private:
  static bool& busy_here() {
    static thread_local bool busy = false;
    return busy;
  }
  static void pause(int spins) {
    if (spins % 4096 == 0) std::this_thread::yield();
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }

  /// Does one run of the present loop, if one is left.
  bool claim_and_do() {
    std::uint64_t s = state_.load(std::memory_order_acquire);
    do {
      if ((s & 0xffff) >= (s >> 16 & 0xffff)) return false;
    } while (!state_.compare_exchange_weak(s, s + 1, std::memory_order_acq_rel));
    const index_t begin = static_cast<index_t>(s & 0xffff) * each_;
    if (begin < n_) body_(context_, begin, std::min(begin + each_, n_));
    left_.fetch_sub(1, std::memory_order_release);
    return true;
  }

  void start_threads(int count) {
    for (; threads_ < count; ++threads_) std::thread([this] { serve(); }).detach();
  }

  /// Loops follow each other closely while a model trains, so a thread looks around for a moment before it sleeps.
  void serve() {
    busy_here() = true;
    for (;;) {
      while (claim_and_do()) {
      }
      const std::uint64_t seen = state_.load(std::memory_order_acquire);
      for (int spins = 1; spins < 20000 && state_.load(std::memory_order_relaxed) == seen; ++spins) pause(spins);
      if (state_.load(std::memory_order_acquire) != seen) continue;
      asleep_.fetch_add(1, std::memory_order_seq_cst);
      state_.wait(seen, std::memory_order_seq_cst);
      asleep_.fetch_sub(1, std::memory_order_relaxed);
    }
  }

  std::mutex mutex_;
  std::atomic<std::uint64_t> state_{0};  // loop << 32 | runs << 16 | runs claimed
  std::atomic<int> left_{0}, asleep_{0};
  index_t n_ = 0, each_ = 0;
  Body body_ = nullptr;
  const void* context_ = nullptr;
  int threads_ = 0;
};

inline std::atomic<int>& thread_count() {
  static std::atomic<int> count{0};
  return count;
}

inline int default_threads() {
  for (const char* name : {"KERATIN_NUM_THREADS", "OMP_NUM_THREADS"})
    if (const char* text = std::getenv(name); text != nullptr && std::atoi(text) > 0)
      return std::min(std::atoi(text), 1024);
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

KERATIN_INLINE Thread::Thread(void (*work)(void*), void* context) : thread_(new std::thread(work, context)) {}
KERATIN_INLINE Thread::~Thread() {
  auto* const thread = static_cast<std::thread*>(thread_);
  thread->join();
  delete thread;
}

KERATIN_INLINE void run(index_t n, index_t grain, Body body, const void* context) {
  const index_t pieces = (n + grain - 1) / grain;
  const int threads = static_cast<int>(std::min<index_t>(pieces, num_threads()));
  const index_t each = (pieces + threads - 1) / threads * grain;
  if (threads > 1 && Pool::instance().run(n, each, threads, body, context)) return;
  for (index_t begin = 0; begin < n; begin += each) body(context, begin, std::min(begin + each, n));
}

}  // namespace parallel

KERATIN_INLINE int num_threads() {
  static const int by_default = parallel::default_threads();
  const int asked = parallel::thread_count().load(std::memory_order_relaxed);
  return asked > 0 ? asked : by_default;
}

KERATIN_INLINE void set_num_threads(Int n) {
  parallel::thread_count().store(static_cast<int>(std::clamp<index_t>(n, 0, 1024)), std::memory_order_relaxed);
}

}  // namespace keratin
#endif
