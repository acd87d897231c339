// MinMaxNorm: draws the length of w into [min_value, max_value] (keras.constraints.MinMaxNorm).
#pragma once
#include "../tensor/axes.hpp"
#include "constraint.hpp"

namespace keratin::constraints {

struct MinMaxNormOptions {
  KERATIN_OPTIONS;
  Real min_value = 0.0;
  Real max_value = 1.0;
  Real rate = 1.0;  ///< How much of the way is gone at each step; 1 is all of it.
  Axes axis = 0;    ///< The axes along which a unit's weights lie: 0 of a Dense kernel, {0, 1, 2} of a Conv2D kernel.
  KERATIN_FIELDS(min_value, max_value, rate, axis)
};

/// Brings the length of each unit's weights, as a vector, to rate · clip(|w|, min_value, max_value) + (1 - rate) · |w|.
struct MinMaxNorm : Constraint {
  using Options = MinMaxNormOptions;
  explicit MinMaxNorm(const MinMaxNormOptions& options = {});
};

}  // namespace keratin::constraints

#if KERATIN_DEFINE(constraints)
#include "../ops/clip.hpp"
#include "../ops/operators.hpp"
#include "norms.hpp"

namespace keratin::constraints {

namespace detail {

class MinMaxNormImpl final : public ConstraintImpl {
 public:
  explicit MinMaxNormImpl(const MinMaxNormOptions& options) : options_(options) {
    require(options.min_value >= 0 && options.min_value <= options.max_value,
            "MinMaxNorm: expected 0 <= min_value <= max_value; got ", options.min_value, " and ", options.max_value,
            ".");
  }
  Tensor call(const Tensor& w) const override {
    const Tensor lengths = norms(w, options_.axis);
    const double rate = options_.rate;
    const Tensor wanted = rate * ops::clip(lengths, options_.min_value, options_.max_value) + (1 - rate) * lengths;
    return w * (wanted / (lengths + epsilon));
  }
  std::string class_name() const override { return "MinMaxNorm"; }
  void fields(Fields& f) const override { MinMaxNormOptions(options_).fields(f); }

 private:
  MinMaxNormOptions options_;
};

}  // namespace detail

KERATIN_INLINE MinMaxNorm::MinMaxNorm(const MinMaxNormOptions& options)
    : Constraint(make_ref<detail::MinMaxNormImpl>(options)) {}

}  // namespace keratin::constraints
#endif
