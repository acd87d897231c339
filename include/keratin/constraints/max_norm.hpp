// MaxNorm: w · min(|w|, max_value) / |w| (keras.constraints.MaxNorm; Srivastava et al., 2014).
#pragma once
#include "../tensor/axes.hpp"
#include "constraint.hpp"

namespace keratin::constraints {

struct MaxNormOptions {
  KERATIN_OPTIONS;
  Real max_value = 2;
  Axes axis = 0;  ///< The axes along which a unit's weights lie: 0 of a Dense kernel, {0, 1, 2} of a Conv2D kernel.
  KERATIN_FIELDS(max_value, axis)
};

/// Makes each unit's weights no longer, as a vector, than `max_value`.
struct MaxNorm : Constraint {
  using Options = MaxNormOptions;
  explicit MaxNorm(const MaxNormOptions& options = {});
  explicit MaxNorm(Real max_value);
};

}  // namespace keratin::constraints

#if KERATIN_DEFINE(constraints)
#include "../ops/clip.hpp"
#include "../ops/operators.hpp"
#include "norms.hpp"

namespace keratin::constraints {

namespace detail {

class MaxNormImpl final : public ConstraintImpl {
 public:
  explicit MaxNormImpl(const MaxNormOptions& options) : options_(options) {
    require(options.max_value >= 0, "MaxNorm: expected max_value >= 0; got ", options.max_value, ".");
  }
  Tensor call(const Tensor& w) const override {
    const Tensor lengths = norms(w, options_.axis);
    return w * (ops::clip(lengths, 0, options_.max_value) / (lengths + epsilon));
  }
  std::string class_name() const override { return "MaxNorm"; }
  void fields(Fields& f) const override { MaxNormOptions(options_).fields(f); }

 private:
  MaxNormOptions options_;
};

}  // namespace detail

KERATIN_INLINE MaxNorm::MaxNorm(const MaxNormOptions& options) : Constraint(make_ref<detail::MaxNormImpl>(options)) {}
KERATIN_INLINE MaxNorm::MaxNorm(Real max_value) : MaxNorm(MaxNormOptions{.max_value = max_value}) {}

}  // namespace keratin::constraints
#endif
