// L2: l2 · Σ w² (keras.regularizers.L2).
#pragma once
#include "regularizer.hpp"

namespace keratin::regularizers {

struct L2Options {
  KERATIN_OPTIONS;
  Real l2 = 0.01;
  KERATIN_FIELDS(l2)
};

/// The penalty l2 · Σ w². Throws value_error unless the factor is finite and at least 0.
struct L2 : Regularizer {
  using Options = L2Options;
  explicit L2(const L2Options& options = {});
  explicit L2(Real l2);
};

}  // namespace keratin::regularizers

#if KERATIN_DEFINE(regularizers)
#include "../ops/operators.hpp"
#include "../ops/reductions.hpp"
#include "../ops/square.hpp"
#include "penalty.hpp"

namespace keratin::regularizers {

namespace detail {

class L2Impl final : public RegularizerImpl {
 public:
  explicit L2Impl(const L2Options& options) : options_(options) { check_factor("L2", "l2", options.l2); }
  Tensor call(const Tensor& w) const override { return options_.l2.value * ops::sum(ops::square(w)); }
  std::string class_name() const override { return "L2"; }
  void fields(Fields& f) const override { L2Options(options_).fields(f); }

 private:
  L2Options options_;
};

}  // namespace detail

KERATIN_INLINE L2::L2(const L2Options& options) : Regularizer(make_ref<detail::L2Impl>(options)) {}
KERATIN_INLINE L2::L2(Real l2) : L2(L2Options{.l2 = l2}) {}

}  // namespace keratin::regularizers
#endif
