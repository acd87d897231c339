// Random elements, drawn from Philox by the element's place.
#pragma once
#include <algorithm>
#include "../../core/random.hpp"
#include "map.hpp"

namespace keratin::cpu_backend {

/// n words, from word `first` (a multiple of 4) of a key's sequence on.
void random_words(RandomKey key, index_t first, index_t n, std::uint32_t* out);
/// Uniform in [low, high).
template <class T>
void random_uniform(RandomKey key, index_t n, T low, T high, T* out);
/// Normal; values further than two standard deviations off are drawn again if `truncated`.
template <class T>
void random_normal(RandomKey key, index_t n, T mean, T stddev, bool truncated, T* out);
/// keep[i] = 1 with probability 1 - rate, else 0; y[i] = x[i] * keep[i] / (1 - rate).
template <class T>
void dropout(RandomKey key, index_t n, T rate, T* y, std::uint8_t* keep, const T* x);
/// dx[i] = dy[i] * keep[i] * scale.
template <class T>
void keep_scaled(index_t n, T scale, T* dx, const std::uint8_t* keep, const T* dy);

}  // namespace keratin::cpu_backend

#if KERATIN_DEFINE(backend)
#include <numbers>

namespace keratin::cpu_backend {

namespace detail {

using simd::multiply_low;

/// The blocks of V::width counters from `counter` on.
template <class V>
void philox_blocks(RandomKey key, std::uint64_t counter, std::uint32_t* out) {
  const V low(0xffffffffu);
  std::uint64_t lanes[V::width];
  for (int i = 0; i < V::width; ++i) lanes[i] = counter + static_cast<std::uint64_t>(i);
  const V start = V::load(lanes);
  V c0 = start & low, c1 = start >> 32, c2(key.stream & 0xffffffffu), c3(key.stream >> 32);
  auto k0 = static_cast<std::uint32_t>(key.seed), k1 = static_cast<std::uint32_t>(key.seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const V a = multiply_low(c0, V(philox::multiplier0)), b = multiply_low(c2, V(philox::multiplier1));
    c0 = (b >> 32) ^ c1 ^ V(k0);
    c1 = b & low;
    c2 = (a >> 32) ^ c3 ^ V(k1);
    c3 = a & low;
    k0 += philox::weyl0;
    k1 += philox::weyl1;
  }
  std::uint64_t first[V::width], second[V::width];
  (c0 | (c1 << 32)).store(first);
  (c2 | (c3 << 32)).store(second);
  for (int i = 0; i < V::width; ++i) {
    std::memcpy(out + 4 * i, &first[i], 8);
    std::memcpy(out + 4 * i + 2, &second[i], 8);
  }
}

inline constexpr index_t random_chunk = 512;  // words made at a time, on the stack

/// Calls body(first, count, words) for chunks of n words, shared among threads.
template <class Body>
void for_words(RandomKey key, index_t n, const Body& body) {
  parallel::for_range(n, pointwise_grain, [&](index_t begin, index_t end) {
    std::uint32_t words[random_chunk];
    for (index_t i = begin; i < end; i += random_chunk) {
      const index_t count = std::min(random_chunk, end - i);
      random_words(key, i, count, words);
      body(i, count, words);
    }
  });
}

/// 53 random bits as a number in [0, 1).
inline double unit53(std::uint32_t high, std::uint32_t low) {
  return static_cast<double>((std::uint64_t{high} << 32 | low) >> 11) * 0x1p-53;
}

/// Calls f(i, u) with a number in [0, 1): of 24 bits for float, of 53 for double, whose element i takes words 2i and 2i
/// + 1.
template <class T, class F>
void for_units(RandomKey key, index_t n, const F& f) {
  if constexpr (std::is_same_v<T, float>) {
    for_words(key, n, [&](index_t first, index_t count, const std::uint32_t* w) {
      for (index_t i = 0; i < count; ++i) f(first + i, static_cast<float>(w[i] >> 8) * 0x1p-24f);
    });
  } else {
    for_words(key, 2 * n, [&](index_t first, index_t count, const std::uint32_t* w) {
      for (index_t i = 0; i < count; i += 2) f((first + i) / 2, unit53(w[i], w[i + 1]));
    });
  }
}

template <class T>
void keep_scaled_run(index_t n, T scale, T* y, const std::uint8_t* keep, const T* x) {
  simd::run<T>([=]<class Isa>() {
    using V = typename Isa::template Vec<T>;
    index_t i = 0;
    const V zero(0);  // not a product with keep: a dropped NaN must become 0
    for (; i + V::width <= n; i += V::width)
      select(V::load_from(keep + i) != zero, V::load(x + i) * V(scale), zero).store(y + i);
    for (; i < n; ++i) y[i] = keep[i] != 0 ? x[i] * scale : T(0);
  });
}

}  // namespace detail

KERATIN_INLINE void random_words(RandomKey key, index_t first, index_t n, std::uint32_t* out) {
  auto counter = static_cast<std::uint64_t>(first) / 4;
  index_t i = 0;
  simd::run<std::uint64_t>([&]<class Isa>() {
    using V = typename Isa::template Vec<std::uint64_t>;
    for (; i + 4 * V::width <= n; i += 4 * V::width, counter += V::width)
      detail::philox_blocks<V>(key, counter, out + i);
  });
  for (; i < n; i += 4, ++counter) {
    const philox::Block block = philox::block(key, counter);
    std::memcpy(out + i, block.data(), static_cast<std::size_t>(std::min<index_t>(4, n - i)) * sizeof(std::uint32_t));
  }
}

template <class T>
void random_uniform(RandomKey key, index_t n, T low, T high, T* out) {
  detail::for_units<T>(key, n, [=](index_t i, T u) {
    const T x = low + (high - low) * u;
    out[i] = x < high ? x : low;  // rounding must not reach the open end
  });
}

template <class T>
void random_normal(RandomKey key, index_t n, T mean, T stddev, bool truncated, T* out) {
  // Each element has a sequence of its own, so that a rejected draw moves no other element (Box and Muller, 1958).
  parallel::for_range(n, 1024, [=](index_t begin, index_t end) {
    for (index_t i = begin; i < end; ++i) {
      for (std::uint64_t attempt = 0;; ++attempt) {
        const auto w = philox::block(key, static_cast<std::uint64_t>(i) | attempt << 40);
        const double u = 1 - detail::unit53(w[0], w[1]), v = detail::unit53(w[2], w[3]);
        const double x = std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
        if (truncated && std::abs(x) > 2) continue;
        out[i] = mean + stddev * static_cast<T>(x);
        break;
      }
    }
  });
}

template <class T>
void dropout(RandomKey key, index_t n, T rate, T* y, std::uint8_t* keep, const T* x) {
  const auto limit = static_cast<std::uint32_t>(static_cast<double>(rate) * 0x1p24);  // dropped where the word is below
  const T scale = rate < 1 ? T(1) / (T(1) - rate) : T(0);
  detail::for_words(key, n, [=](index_t first, index_t count, const std::uint32_t* words) {
    for (index_t i = 0; i < count; ++i) keep[first + i] = (words[i] >> 8) >= limit;
    detail::keep_scaled_run(count, scale, y + first, keep + first, x + first);
  });
}

template <class T>
void keep_scaled(index_t n, T scale, T* dx, const std::uint8_t* keep, const T* dy) {
  parallel::for_range(n, pointwise_grain, [=](index_t begin, index_t end) {
    detail::keep_scaled_run(end - begin, scale, dx + begin, keep + begin, dy + begin);
  });
}

#if defined(KERATIN_COMPILED)
template void random_uniform(RandomKey, index_t, float, float, float*);
template void random_uniform(RandomKey, index_t, double, double, double*);
template void random_normal(RandomKey, index_t, float, float, bool, float*);
template void random_normal(RandomKey, index_t, double, double, bool, double*);
template void dropout(RandomKey, index_t, float, float*, std::uint8_t*, const float*);
template void dropout(RandomKey, index_t, double, double*, std::uint8_t*, const double*);
template void keep_scaled(index_t, float, float*, const std::uint8_t*, const float*);
template void keep_scaled(index_t, double, double*, const std::uint8_t*, const double*);
#endif

}  // namespace keratin::cpu_backend
#endif
