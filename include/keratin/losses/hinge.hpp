// hinge(y, p) = mean(max(1 - y p, 0)) over the last axis: for y = -1 or 1.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

/// (…, n) twice -> (…); labels that are all 0 or 1 stand for -1 and 1 (keras.losses.hinge).
[[nodiscard]] Tensor hinge(const Tensor& y_true, const Tensor& y_pred);

struct HingeOptions {
  KERATIN_OPTIONS;
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "hinge";
  KERATIN_FIELDS(name, reduction)
};
/// The same as a loss (keras.losses.Hinge).
struct Hinge : Loss {
  using Options = HingeOptions;
  explicit Hinge(const HingeOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/maximum.hpp"
#include "../ops/operators.hpp"
#include "function_loss.hpp"
#include "hinge_labels.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor hinge(const Tensor& y_true, const Tensor& y_pred) {
  const auto [y, p] = detail::checked_pair("hinge", y_true, y_pred);
  const Tensor miss = 1.0 - detail::hinge_labels(y) * p;
  return ops::mean(ops::maximum(miss, Tensor::scalar(0, p.dtype())), -1);
}
KERATIN_INLINE Hinge::Hinge(const HingeOptions& options)
    : Loss(detail::options_loss<hinge>("Hinge", options), options.reduction) {}

}  // namespace keratin::losses
#endif
