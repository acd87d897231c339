// RandomUniform: numbers equally likely in a range (keras.initializers.RandomUniform).
#pragma once
#include <optional>

#include "initializer.hpp"

namespace keratin::initializers {

struct RandomUniformOptions {
  KERATIN_OPTIONS;
  Real minval = -0.05;
  Real maxval = 0.05;
  std::optional<Int> seed = {};  ///< The same seed, the same numbers.
  KERATIN_FIELDS(seed, minval, maxval)
};

/// Equally likely in [minval, maxval).
struct RandomUniform : Initializer {
  using Options = RandomUniformOptions;
  explicit RandomUniform(const RandomUniformOptions& options = {});
};

}  // namespace keratin::initializers

#if KERATIN_DEFINE(initializers)
#include "../ops/random.hpp"

namespace keratin::initializers {

namespace detail {

class RandomUniformImpl final : public InitializerImpl {
 public:
  explicit RandomUniformImpl(const RandomUniformOptions& options) : options_(options) {
    require(options.minval <= options.maxval, "RandomUniform: expected minval <= maxval; got ", options.minval, " and ",
            options.maxval, ".");
  }
  Tensor make(const Shape& shape, DType dtype) const override {
    return random::uniform(shape, options_.minval, options_.maxval, {.dtype = dtype, .seed = options_.seed});
  }
  std::string class_name() const override { return "RandomUniform"; }
  void fields(Fields& f) const override { RandomUniformOptions(options_).fields(f); }

 private:
  RandomUniformOptions options_;
};

}  // namespace detail

KERATIN_INLINE RandomUniform::RandomUniform(const RandomUniformOptions& options)
    : Initializer(make_ref<detail::RandomUniformImpl>(options)) {}

}  // namespace keratin::initializers
#endif
