// RandomNormal: normally distributed numbers (keras.initializers.RandomNormal).
#pragma once
#include <optional>

#include "initializer.hpp"

namespace keratin::initializers {

struct RandomNormalOptions {
  KERATIN_OPTIONS;
  Real mean = 0.0;
  Real stddev = 0.05;
  std::optional<Int> seed = {};  ///< The same seed, the same numbers.
  KERATIN_FIELDS(seed, mean, stddev)
};

/// Normally distributed.
struct RandomNormal : Initializer {
  using Options = RandomNormalOptions;
  explicit RandomNormal(const RandomNormalOptions& options = {});
};

}  // namespace keratin::initializers

#if KERATIN_DEFINE(initializers)
#include "../ops/random.hpp"

namespace keratin::initializers {

namespace detail {

class RandomNormalImpl final : public InitializerImpl {
 public:
  explicit RandomNormalImpl(const RandomNormalOptions& options) : options_(options) {
    require(options.stddev >= 0, "RandomNormal: expected stddev >= 0; got ", options.stddev, ".");
  }
  Tensor make(const Shape& shape, DType dtype) const override {
    return random::normal(shape, options_.mean, options_.stddev, {.dtype = dtype, .seed = options_.seed});
  }
  std::string class_name() const override { return "RandomNormal"; }
  void fields(Fields& f) const override { RandomNormalOptions(options_).fields(f); }

 private:
  RandomNormalOptions options_;
};

}  // namespace detail

KERATIN_INLINE RandomNormal::RandomNormal(const RandomNormalOptions& options)
    : Initializer(make_ref<detail::RandomNormalImpl>(options)) {}

}  // namespace keratin::initializers
#endif
