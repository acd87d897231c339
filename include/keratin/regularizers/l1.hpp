// L1: l1 · Σ |w| (keras.regularizers.L1).
#pragma once
#include "regularizer.hpp"

namespace keratin::regularizers {

struct L1Options {
  KERATIN_OPTIONS;
  Real l1 = 0.01;
  KERATIN_FIELDS(l1)
};

/// The penalty l1 · Σ |w|. Throws value_error unless the factor is finite and at least 0.
struct L1 : Regularizer {
  using Options = L1Options;
  explicit L1(const L1Options& options = {});
  explicit L1(Real l1);
};

}  // namespace keratin::regularizers

#if KERATIN_DEFINE(regularizers)
#include "../ops/abs.hpp"
#include "../ops/operators.hpp"
#include "../ops/reductions.hpp"
#include "penalty.hpp"

namespace keratin::regularizers {

namespace detail {

class L1Impl final : public RegularizerImpl {
 public:
  explicit L1Impl(const L1Options& options) : options_(options) { check_factor("L1", "l1", options.l1); }
  Tensor call(const Tensor& w) const override { return options_.l1.value * ops::sum(ops::abs(w)); }
  std::string class_name() const override { return "L1"; }
  void fields(Fields& f) const override { L1Options(options_).fields(f); }

 private:
  L1Options options_;
};

}  // namespace detail

KERATIN_INLINE L1::L1(const L1Options& options) : Regularizer(make_ref<detail::L1Impl>(options)) {}
KERATIN_INLINE L1::L1(Real l1) : L1(L1Options{.l1 = l1}) {}

}  // namespace keratin::regularizers
#endif
