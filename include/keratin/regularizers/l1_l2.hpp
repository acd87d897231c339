// L1L2: l1 · Σ |w| + l2 · Σ w² (keras.regularizers.L1L2).
#pragma once
#include "regularizer.hpp"

namespace keratin::regularizers {

struct L1L2Options {
  KERATIN_OPTIONS;
  Real l1 = 0.0;
  Real l2 = 0.0;
  KERATIN_FIELDS(l1, l2)
};

/// The penalty l1 · Σ |w| + l2 · Σ w². The name "l1_l2" stands for 0.01 of both. Throws value_error unless the factors
/// are finite and at least 0.
struct L1L2 : Regularizer {
  using Options = L1L2Options;
  explicit L1L2(const L1L2Options& options = {});
};

}  // namespace keratin::regularizers

#if KERATIN_DEFINE(regularizers)
#include "../ops/abs.hpp"
#include "../ops/operators.hpp"
#include "../ops/reductions.hpp"
#include "../ops/square.hpp"
#include "penalty.hpp"

namespace keratin::regularizers {

namespace detail {

class L1L2Impl final : public RegularizerImpl {
 public:
  explicit L1L2Impl(const L1L2Options& options) : options_(options) {
    check_factor("L1L2", "l1", options.l1);
    check_factor("L1L2", "l2", options.l2);
  }
  Tensor call(const Tensor& w) const override {
    Tensor penalty = Tensor::scalar(0, float_type(w.dtype()));
    if (options_.l1 != 0) penalty = penalty + options_.l1.value * ops::sum(ops::abs(w));
    if (options_.l2 != 0) penalty = penalty + options_.l2.value * ops::sum(ops::square(w));
    return penalty;
  }
  std::string class_name() const override { return "L1L2"; }
  void fields(Fields& f) const override { L1L2Options(options_).fields(f); }

 private:
  L1L2Options options_;
};

}  // namespace detail

KERATIN_INLINE L1L2::L1L2(const L1L2Options& options) : Regularizer(make_ref<detail::L1L2Impl>(options)) {}

}  // namespace keratin::regularizers
#endif
