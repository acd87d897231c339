// Random numbers: Philox4x32-10, a function of a key and a counter. Element i of a tensor takes word i % 4 of counter
// i / 4, so the numbers do not depend on threads, vector width or device.
// J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
#pragma once
#include <array>
#include <cstdint>

#include "args.hpp"
#include "platform.hpp"

namespace keratin {

/// What a random op draws from: every op takes a key of its own.
struct RandomKey {
  std::uint64_t seed = 0;
  std::uint64_t stream = 0;
};

/// Gives out keys: 1, 2, 3 … of one seed.
class RandomGenerator {
 public:
  explicit RandomGenerator(std::uint64_t seed, std::uint64_t given = 0) : seed_(seed), count_(given) {}
  /// One whose seed comes from the program's own generator.
  static RandomGenerator fresh();
  RandomKey next() { return {seed_, ++count_}; }
  std::uint64_t seed() const { return seed_; }
  std::uint64_t given() const { return count_; }  ///< How many keys it has given out.

 private:
  std::uint64_t seed_, count_;
};

/// Makes all that is random reproducible: same seed, machine and thread count, same bits (keras.utils.set_random_seed).
void set_random_seed(std::uint64_t seed);
/// The program's own generator as it is now, and the same put in its place: to keep a run's state.
RandomGenerator random_generator();
void set_random_generator(RandomGenerator generator);
/// A key from the program's own generator, which starts from the operating system's entropy.
RandomKey next_random_key();

/// While it lives, next_random_key() draws from another generator in this thread: so what a second thread draws does
/// not depend on when.
class RandomScope {
 public:
  explicit RandomScope(RandomGenerator generator);
  RandomScope(const RandomScope&) = delete;
  RandomScope& operator=(const RandomScope&) = delete;
  ~RandomScope();

 private:
  RandomGenerator generator_;
  RandomGenerator* before_;
};

namespace philox {

using Block = std::array<std::uint32_t, 4>;
inline constexpr std::uint32_t multiplier0 = 0xD2511F53u, multiplier1 = 0xCD9E8D57u;
inline constexpr std::uint32_t weyl0 = 0x9E3779B9u, weyl1 = 0xBB67AE85u;

/// The four words of one counter.
inline Block block(RandomKey key, std::uint64_t counter) {
  Block c = {static_cast<std::uint32_t>(counter), static_cast<std::uint32_t>(counter >> 32),
             static_cast<std::uint32_t>(key.stream), static_cast<std::uint32_t>(key.stream >> 32)};
  std::uint32_t k0 = static_cast<std::uint32_t>(key.seed), k1 = static_cast<std::uint32_t>(key.seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{multiplier0} * c[0], b = std::uint64_t{multiplier1} * c[2];
    c = {static_cast<std::uint32_t>(b >> 32) ^ c[1] ^ k0, static_cast<std::uint32_t>(b),
         static_cast<std::uint32_t>(a >> 32) ^ c[3] ^ k1, static_cast<std::uint32_t>(a)};
    k0 += weyl0;
    k1 += weyl1;
  }
  return c;
}

/// Words one after another: a standard uniform random bit generator.
class Stream {
 public:
  using result_type = std::uint32_t;
  explicit Stream(RandomKey key) : key_(key) {}
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~result_type{0}; }
  result_type operator()() {
    if (used_ == 4) {
      words_ = block(key_, counter_++);
      used_ = 0;
    }
    return words_[used_++];
  }
  /// A whole number from 0 to before n, each equally likely.
  std::uint64_t below(std::uint64_t n) {
    const std::uint64_t limit = ~std::uint64_t{0} - ~std::uint64_t{0} % n;
    for (;;) {
      const std::uint64_t high = (*this)();
      const std::uint64_t x = high << 32 | (*this)();
      if (x < limit) return x % n;
    }
  }

 private:
  RandomKey key_;
  Block words_{};
  std::uint64_t counter_ = 0;
  std::size_t used_ = 4;
};

}  // namespace philox
}  // namespace keratin

#if KERATIN_DEFINE(core)
#include <mutex>
#include <random>

namespace keratin {
namespace detail {

struct GlobalRandom {
  std::mutex mutex;
  RandomGenerator generator{(std::uint64_t{std::random_device{}()} << 32) | std::random_device{}()};
  static GlobalRandom& instance() {
    static GlobalRandom global;
    return global;
  }
};

}  // namespace detail

namespace detail {
inline thread_local RandomGenerator* thread_random = nullptr;
}

KERATIN_INLINE RandomScope::RandomScope(RandomGenerator generator)
    : generator_(generator), before_(detail::thread_random) {
  detail::thread_random = &generator_;
}
KERATIN_INLINE RandomScope::~RandomScope() { detail::thread_random = before_; }

KERATIN_INLINE RandomGenerator random_generator() {
  auto& global = detail::GlobalRandom::instance();
  const std::lock_guard lock(global.mutex);
  return global.generator;
}
KERATIN_INLINE void set_random_generator(RandomGenerator generator) {
  auto& global = detail::GlobalRandom::instance();
  const std::lock_guard lock(global.mutex);
  global.generator = generator;
}
KERATIN_INLINE void set_random_seed(std::uint64_t seed) { set_random_generator(RandomGenerator(seed)); }

KERATIN_INLINE RandomGenerator RandomGenerator::fresh() {
  const philox::Block words = philox::block(next_random_key(), 0);
  return RandomGenerator(std::uint64_t{words[0]} << 32 | words[1]);
}

KERATIN_INLINE RandomKey next_random_key() {
  if (detail::thread_random != nullptr) return detail::thread_random->next();
  auto& global = detail::GlobalRandom::instance();
  const std::lock_guard lock(global.mutex);
  return global.generator.next();
}

}  // namespace keratin
#endif
