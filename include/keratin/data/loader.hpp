// Loader: makes batches ahead of those who take them, in one or more threads, and gives them in order.
#pragma once
#include "batch.hpp"

#if KERATIN_DEFINE(data)
#include <condition_variable>
#include <exception>
#include <limits>
#include <map>
#include <mutex>

#include "../core/parallel.hpp"

namespace keratin::data {

/// A generator of its own for what comes next of another.
inline RandomGenerator child(RandomGenerator& random) {
  const philox::Block words = philox::block(random.next(), 0);
  return RandomGenerator(std::uint64_t{words[0]} << 32 | words[1]);
}

class Loader {
 public:
  using Load = std::function<std::optional<Batch>(index_t)>;

  /// Runs load(0), load(1) … until one gives none, in `workers` threads, at most `ahead` before next(). What load draws
  /// at random depends on its number and `random` alone.
  Loader(Load load, index_t workers, index_t ahead, RandomGenerator random)
      : load_(std::move(load)), ahead_(ahead), random_(random) {
    try {
      for (index_t i = 0; i < workers; ++i)
        threads_.push_back(
            std::make_unique<parallel::Thread>([](void* self) { static_cast<Loader*>(self)->work(); }, this));
    } catch (...) {
      stop();
      throw;
    }
  }
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;
  /// Waits for what is being loaded now; nothing more is.
  ~Loader() { stop(); }

  /// The next in order. Throws what its load threw; after that there are no more.
  std::optional<Batch> next() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return given_ >= end_ || loaded_.count(given_) > 0; });
    if (given_ >= end_) return std::nullopt;
    const auto found = loaded_.find(given_++);
    const Loaded loaded = std::move(found->second);
    loaded_.erase(found);
    room_.notify_all();
    if (loaded.failure) std::rethrow_exception(loaded.failure);
    return loaded.batch;
  }

 private:
  struct Loaded {
    std::optional<Batch> batch;
    std::exception_ptr failure;
  };

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    room_.notify_all();
    threads_.clear();
  }

  void work() {
    RandomGenerator random = random_;
    index_t drawn = 0;
    for (;;) {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [&] { return stopped_ || taken_ >= end_ || taken_ < given_ + ahead_; });
      if (stopped_ || taken_ >= end_) return;
      const index_t i = taken_++;
      lock.unlock();
      for (; drawn < i; ++drawn) random.next();
      const RandomGenerator own = child(random);
      ++drawn;
      Loaded loaded;
      try {
        const RandomScope scope(own);
        loaded.batch = load_(i);
      } catch (...) {
        loaded.failure = std::current_exception();
      }
      lock.lock();
      if (!loaded.batch) end_ = std::min(end_, loaded.failure ? i + 1 : i);
      loaded_.emplace(i, std::move(loaded));
      ready_.notify_all();
      room_.notify_all();
    }
  }

  Load load_;
  const index_t ahead_;
  const RandomGenerator random_;
  std::mutex mutex_;
  std::condition_variable ready_, room_;
  std::map<index_t, Loaded> loaded_;
  index_t taken_ = 0, given_ = 0, end_ = std::numeric_limits<index_t>::max();
  bool stopped_ = false;
  std::vector<std::unique_ptr<parallel::Thread>> threads_;
};

}  // namespace keratin::data
#endif
