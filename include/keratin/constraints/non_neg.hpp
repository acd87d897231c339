// NonNeg: max(w, 0) (keras.constraints.NonNeg).
#pragma once
#include "constraint.hpp"

namespace keratin::constraints {

/// Makes negative elements 0.
struct NonNeg : Constraint {
  NonNeg();
};

}  // namespace keratin::constraints

#if KERATIN_DEFINE(constraints)
#include "../ops/maximum.hpp"

namespace keratin::constraints {

namespace detail {

class NonNegImpl final : public ConstraintImpl {
 public:
  Tensor call(const Tensor& w) const override { return ops::maximum(w, Tensor::scalar(0, w.dtype())); }
  std::string class_name() const override { return "NonNeg"; }
};

}  // namespace detail

KERATIN_INLINE NonNeg::NonNeg() : Constraint(make_ref<detail::NonNegImpl>()) {}

}  // namespace keratin::constraints
#endif
