// random::categorical: class numbers drawn by their probabilities.
//   auto ids = random::categorical(logits, 1);   // (batch, classes) -> (batch, 1)
#pragma once
#include <optional>

#include "../tensor/tensor.hpp"

namespace keratin::random {

struct CategoricalOptions {
  KERATIN_OPTIONS;
  DType dtype = int32;           ///< int32 or int64.
  std::optional<Int> seed = {};  ///< The same seed, the same numbers.
};

/// (batch, num_samples): from each row of `logits`, logarithms of probabilities up to a constant, so many independent
/// draws (keras.random.categorical). -infinity is a class that never comes. Throws shape_error unless logits are
/// (batch, classes), value_error for a row of NaN or infinity, or of -infinity alone.
[[nodiscard]] Tensor categorical(const Tensor& logits, Int num_samples, const CategoricalOptions& options = {});

}  // namespace keratin::random

#if KERATIN_DEFINE(ops)
#include <algorithm>
#include <cmath>
#include <vector>

#include "random.hpp"

namespace keratin::random {

namespace detail {

/// The sums of the probabilities of the classes up to each, times a constant.
inline std::vector<double> cumulative(const double* logits, index_t classes) {
  const double greatest = *std::max_element(logits, logits + classes);
  std::vector<double> sums;
  double sum = 0;
  for (index_t i = 0; i < classes; ++i) sums.push_back(sum += std::exp(logits[i] - greatest));
  require(std::isfinite(greatest) && std::isfinite(sum),
          "random::categorical: expected rows of numbers, one at least not -infinity; got a row of sum ", sum, ".");
  return sums;
}

}  // namespace detail

KERATIN_INLINE Tensor categorical(const Tensor& logits, Int num_samples, const CategoricalOptions& options) {
  require<shape_error>(logits.rank() == 2 && logits.shape()[1] > 0,
                       "random::categorical: expected logits of shape (batch, classes); got ", logits.shape(), ".");
  require<dtype_error>(options.dtype == int32 || options.dtype == int64,
                       "random::categorical: expected dtype int32 or int64; got ", options.dtype, ".");
  require(num_samples >= 0, "random::categorical: expected num_samples of at least 0; got ", num_samples, ".");
  require<state_error>(!logits.symbolic(), "random::categorical: expected data; got a symbolic tensor.");
  const index_t rows = logits.shape()[0], classes = logits.shape()[1], count = num_samples;
  const Tensor in = logits.cast(float64), out = Tensor::empty({rows, count}, int64);
  philox::Stream stream(detail::key_of(options.seed));
  for (index_t row = 0; row < rows; ++row) {
    const auto sums = detail::cumulative(in.data<double>() + row * classes, classes);
    for (index_t i = 0; i < count; ++i) {
      const double high = stream(), at = (high * 0x1p32 + stream()) * 0x1p-64 * sums.back();
      const auto found =
          std::upper_bound(sums.begin(), sums.end() - 1, at);  // rounding never leads past the last class
      out.data<std::int64_t>()[row * count + i] = found - sums.begin();
    }
  }
  return out.cast(options.dtype);
}

}  // namespace keratin::random
#endif
