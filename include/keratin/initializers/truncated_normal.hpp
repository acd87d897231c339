// TruncatedNormal: normally distributed numbers without the far ones (keras.initializers.TruncatedNormal).
#pragma once
#include <optional>

#include "initializer.hpp"

namespace keratin::initializers {

struct TruncatedNormalOptions {
  KERATIN_OPTIONS;
  Real mean = 0.0;
  Real stddev = 0.05;            ///< Before the cut; what remains has 0.88 of it.
  std::optional<Int> seed = {};  ///< The same seed, the same numbers.
  KERATIN_FIELDS(seed, mean, stddev)
};

/// Normally distributed without what is further than two stddev from the mean: that is drawn again.
struct TruncatedNormal : Initializer {
  using Options = TruncatedNormalOptions;
  explicit TruncatedNormal(const TruncatedNormalOptions& options = {});
};

}  // namespace keratin::initializers

#if KERATIN_DEFINE(initializers)
#include "../ops/random.hpp"

namespace keratin::initializers {

namespace detail {

class TruncatedNormalImpl final : public InitializerImpl {
 public:
  explicit TruncatedNormalImpl(const TruncatedNormalOptions& options) : options_(options) {
    require(options.stddev >= 0, "TruncatedNormal: expected stddev >= 0; got ", options.stddev, ".");
  }
  Tensor make(const Shape& shape, DType dtype) const override {
    return random::truncated_normal(shape, options_.mean, options_.stddev, {.dtype = dtype, .seed = options_.seed});
  }
  std::string class_name() const override { return "TruncatedNormal"; }
  void fields(Fields& f) const override { TruncatedNormalOptions(options_).fields(f); }

 private:
  TruncatedNormalOptions options_;
};

}  // namespace detail

KERATIN_INLINE TruncatedNormal::TruncatedNormal(const TruncatedNormalOptions& options)
    : Initializer(make_ref<detail::TruncatedNormalImpl>(options)) {}

}  // namespace keratin::initializers
#endif
