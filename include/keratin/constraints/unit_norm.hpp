// UnitNorm: w / |w| (keras.constraints.UnitNorm).
#pragma once
#include "../tensor/axes.hpp"
#include "constraint.hpp"

namespace keratin::constraints {

struct UnitNormOptions {
  KERATIN_OPTIONS;
  Axes axis = 0;  ///< The axes along which a unit's weights lie: 0 of a Dense kernel, {0, 1, 2} of a Conv2D kernel.
  KERATIN_FIELDS(axis)
};

/// Makes each unit's weights, as a vector, of length 1; zeros stay zeros.
struct UnitNorm : Constraint {
  using Options = UnitNormOptions;
  explicit UnitNorm(const UnitNormOptions& options = {});
};

}  // namespace keratin::constraints

#if KERATIN_DEFINE(constraints)
#include "../ops/operators.hpp"
#include "norms.hpp"

namespace keratin::constraints {

namespace detail {

class UnitNormImpl final : public ConstraintImpl {
 public:
  explicit UnitNormImpl(const UnitNormOptions& options) : options_(options) {}
  Tensor call(const Tensor& w) const override { return w / (norms(w, options_.axis) + epsilon); }
  std::string class_name() const override { return "UnitNorm"; }
  void fields(Fields& f) const override { UnitNormOptions(options_).fields(f); }

 private:
  UnitNormOptions options_;
};

}  // namespace detail

KERATIN_INLINE UnitNorm::UnitNorm(const UnitNormOptions& options)
    : Constraint(make_ref<detail::UnitNormImpl>(options)) {}

}  // namespace keratin::constraints
#endif
