// Random elements on a device, from the same Philox counters as the CPU's (backend/cpu/random.hpp): the same masks, and
// the same numbers but for the last bits of log and cos.
#pragma once
#include <cstdint>

#include "../../core/dtype.hpp"
#include "../../core/random.hpp"

namespace keratin::cuda_backend {

/// Uniform in [low, high).
void random_uniform(int device, DType dtype, RandomKey key, index_t n, double low, double high, void* out);
/// Normal; values further than two standard deviations off are drawn again if `truncated`.
void random_normal(int device, DType dtype, RandomKey key, index_t n, double mean, double stddev, bool truncated,
                   void* out);
/// keep[i] = 1 with probability 1 - rate, else 0; y[i] = x[i] * keep[i] / (1 - rate).
void dropout(int device, DType dtype, RandomKey key, index_t n, double rate, void* y, std::uint8_t* keep,
             const void* x);
/// dx[i] = dy[i] * keep[i] * scale.
void keep_scaled(int device, DType dtype, index_t n, double scale, void* dx, const std::uint8_t* keep, const void* dy);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "launch.hpp"

namespace keratin::cuda_backend {

// A thread makes the four words of a counter, and what is drawn from them.
inline constexpr const char* random_text = R"cuda(
struct Key { uint64 seed, stream; };
struct Words { uint32 w[4]; };
__device__ Words philox(const Key& key, uint64 counter) {
  uint32 c0 = (uint32)counter, c1 = (uint32)(counter >> 32), c2 = (uint32)key.stream, c3 = (uint32)(key.stream >> 32);
  uint32 k0 = (uint32)key.seed, k1 = (uint32)(key.seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const uint64 a = (uint64)0xD2511F53u * c0, b = (uint64)0xCD9E8D57u * c2;
    c0 = (uint32)(b >> 32) ^ c1 ^ k0;
    c1 = (uint32)b;
    c2 = (uint32)(a >> 32) ^ c3 ^ k1;
    c3 = (uint32)a;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return Words{{c0, c1, c2, c3}};
}
// 53 random bits as a number in [0, 1).
__device__ double unit53(uint32 high, uint32 low) {
  return (double)(((uint64)high << 32 | low) >> 11) * 1.1102230246251565e-16;
}
KERNEL void random_uniform(Key key, index_t n, double low, double high, T* out) {
  const int each = sizeof(T) == 4 ? 4 : 2;
  const T from = (T)low, to = (T)high;
  FOR_EACH(block, (n + each - 1) / each) {
    const Words words = philox(key, block);
    for (int k = 0; k < each; ++k) {
      const index_t i = block * each + k;
      if (i >= n) break;
      const T u = each == 4 ? (T)(words.w[k] >> 8) * (T)5.9604644775390625e-08
                            : (T)unit53(words.w[2 * k % 4], words.w[(2 * k + 1) % 4]);
      const T x = from + (to - from) * u;
      out[i] = x < to ? x : from;
    }
  }
}
KERNEL void random_normal(Key key, index_t n, double mean, double stddev, int truncated, T* out) {
  FOR_EACH(i, n) {
    double x = 0;
    for (uint64 attempt = 0;; ++attempt) {
      const Words words = philox(key, (uint64)i | attempt << 40);
      const double u = 1 - unit53(words.w[0], words.w[1]), v = unit53(words.w[2], words.w[3]);
      x = sqrt(-2 * log(u)) * cospi(2 * v);
      if (!truncated || fabs(x) <= 2) break;
    }
    out[i] = (T)mean + (T)stddev * (T)x;
  }
}
KERNEL void dropout(Key key, index_t n, uint32 limit, double scale, T* y, uint8* keep, const T* x) {
  FOR_EACH(block, (n + 3) / 4) {
    const Words words = philox(key, block);
    for (int k = 0; k < 4; ++k) {
      const index_t i = 4 * block + k;
      if (i >= n) break;
      const bool kept = (words.w[k] >> 8) >= limit;
      keep[i] = kept;
      y[i] = kept ? x[i] * (T)scale : (T)0;
    }
  }
}
KERNEL void keep_scaled(index_t n, double scale, T* dx, const uint8* keep, const T* dy) {
  FOR_EACH(i, n) dx[i] = keep[i] != 0 ? dy[i] * (T)scale : (T)0;
}
)cuda";

KERATIN_INLINE void random_uniform(int device, DType dtype, RandomKey key, index_t n, double low, double high,
                                   void* out) {
  static constexpr TypedKernel<RandomKey, index_t, double, double, void*> kernel{random_text, "random_uniform"};
  if (n == 0) return;
  const Context& context = Context::of(device);
  kernel(context, dtype, grid_for(context, (n + 3) / 4), key, n, low, high, out);
}

KERATIN_INLINE void random_normal(int device, DType dtype, RandomKey key, index_t n, double mean, double stddev,
                                  bool truncated, void* out) {
  static constexpr TypedKernel<RandomKey, index_t, double, double, int, void*> kernel{random_text, "random_normal"};
  if (n == 0) return;
  const Context& context = Context::of(device);
  kernel(context, dtype, grid_for(context, n), key, n, mean, stddev, truncated, out);
}

KERATIN_INLINE void dropout(int device, DType dtype, RandomKey key, index_t n, double rate, void* y, std::uint8_t* keep,
                            const void* x) {
  static constexpr TypedKernel<RandomKey, index_t, std::uint32_t, double, void*, std::uint8_t*, const void*> kernel{
      random_text, "dropout"};
  if (n == 0) return;
  const Context& context = Context::of(device);
  // Rounded as the CPU's kernel for that dtype does, which is given the rate as such a number.
  const bool single = dtype == float32;
  const auto narrow = static_cast<float>(rate);
  const auto limit = static_cast<std::uint32_t>((single ? static_cast<double>(narrow) : rate) * 0x1p24);
  const double scale = rate >= 1 ? 0 : single ? static_cast<double>(1 / (1 - narrow)) : 1 / (1 - rate);
  kernel(context, dtype, grid_for(context, (n + 3) / 4), key, n, limit, scale, y, keep, x);
}

KERATIN_INLINE void keep_scaled(int device, DType dtype, index_t n, double scale, void* dx, const std::uint8_t* keep,
                                const void* dy) {
  static constexpr TypedKernel<index_t, double, void*, const std::uint8_t*, const void*> kernel{random_text,
                                                                                                "keep_scaled"};
  if (n == 0) return;
  const Context& context = Context::of(device);
  kernel(context, dtype, grid_for(context, n), n, scale, dx, keep, dy);
}

}  // namespace keratin::cuda_backend
#endif
