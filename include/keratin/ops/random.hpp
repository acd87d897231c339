// Random tensors (keras.random). Without a key each call draws anew from the program's generator (set_random_seed).
#pragma once
#include <optional>

#include "../core/random.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::random {

struct RandomOptions {
  KERATIN_OPTIONS;
  DType dtype = float32;
  std::optional<Int> seed = {};  ///< The same seed, the same numbers.
};

/// Normally distributed.
[[nodiscard]] Tensor normal(const Shape& shape, Real mean = 0, Real stddev = 1, const RandomOptions& options = {});
/// The same without values further than two standard deviations from the mean: those are drawn again.
[[nodiscard]] Tensor truncated_normal(const Shape& shape, Real mean = 0, Real stddev = 1,
                                      const RandomOptions& options = {});
/// Equally likely in [minval, maxval).
[[nodiscard]] Tensor uniform(const Shape& shape, Real minval = 0, Real maxval = 1, const RandomOptions& options = {});
/// Whole numbers from minval to before maxval, int32.
[[nodiscard]] Tensor randint(const Shape& shape, Int minval, Int maxval, std::optional<Int> seed = {});
/// The rows of x in a random order.
[[nodiscard]] Tensor shuffle(const Tensor& x, std::optional<Int> seed = {});
/// 0 … n - 1 in a random order, int64.
[[nodiscard]] Tensor permutation(Int n, RandomKey key);

}  // namespace keratin::random

#if KERATIN_DEFINE(ops)
#include <utility>

#include "../tensor/random.hpp"
#include "take.hpp"

namespace keratin::random {

namespace detail {

inline RandomKey key_of(std::optional<Int> seed) {
  return seed ? RandomKey{static_cast<std::uint64_t>(seed->value), 0} : next_random_key();
}

inline Tensor draw_normal(const Shape& shape, double mean, double stddev, bool truncated,
                          const RandomOptions& options) {
  Tensor x = Tensor::empty(shape, options.dtype);
  fill_normal(x, key_of(options.seed), mean, stddev, truncated);
  return x;
}

}  // namespace detail

KERATIN_INLINE Tensor normal(const Shape& shape, Real mean, Real stddev, const RandomOptions& options) {
  return detail::draw_normal(shape, mean, stddev, false, options);
}
KERATIN_INLINE Tensor truncated_normal(const Shape& shape, Real mean, Real stddev, const RandomOptions& options) {
  return detail::draw_normal(shape, mean, stddev, true, options);
}

KERATIN_INLINE Tensor uniform(const Shape& shape, Real minval, Real maxval, const RandomOptions& options) {
  require(minval <= maxval, "random::uniform: expected minval <= maxval; got ", minval, " and ", maxval, ".");
  Tensor x = Tensor::empty(shape, options.dtype);
  fill_uniform(x, detail::key_of(options.seed), minval, maxval);
  return x;
}

KERATIN_INLINE Tensor randint(const Shape& shape, Int minval, Int maxval, std::optional<Int> seed) {
  require(minval < maxval && minval >= INT32_MIN && maxval <= index_t{INT32_MAX} + 1,
          "random::randint: expected minval < maxval within int32; got ", minval, " and ", maxval, ".");
  Tensor x = Tensor::empty(shape, int32);
  philox::Stream stream(detail::key_of(seed));
  for (index_t i = 0; i < x.size(); ++i)
    x.data<std::int32_t>()[i] = static_cast<std::int32_t>(
        minval + static_cast<index_t>(stream.below(static_cast<std::uint64_t>(maxval - minval))));
  return x;
}

KERATIN_INLINE Tensor permutation(Int n, RandomKey key) {
  Tensor order = arange(0, n.value, 1, int64);
  philox::Stream stream(key);
  std::int64_t* const at = order.data<std::int64_t>();
  for (index_t i = n; i > 1; --i)
    std::swap(at[i - 1], at[stream.below(static_cast<std::uint64_t>(i))]);  // Fisher and Yates
  return order;
}

KERATIN_INLINE Tensor shuffle(const Tensor& x, std::optional<Int> seed) {
  require<shape_error>(x.rank() > 0, "random::shuffle: expected rows; got a scalar.");
  return ops::take(x, permutation(x.shape()[0], detail::key_of(seed)));
}

}  // namespace keratin::random
#endif
