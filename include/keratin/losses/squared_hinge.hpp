// squared_hinge(y, p) = mean(max(1 - y p, 0)²) over the last axis: for y = -1 or 1.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

/// (…, n) twice -> (…); labels that are all 0 or 1 stand for -1 and 1 (keras.losses.squared_hinge).
[[nodiscard]] Tensor squared_hinge(const Tensor& y_true, const Tensor& y_pred);

struct SquaredHingeOptions {
  KERATIN_OPTIONS;
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "squared_hinge";
  KERATIN_FIELDS(name, reduction)
};
/// The same as a loss (keras.losses.SquaredHinge).
struct SquaredHinge : Loss {
  using Options = SquaredHingeOptions;
  explicit SquaredHinge(const SquaredHingeOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/maximum.hpp"
#include "../ops/operators.hpp"
#include "../ops/square.hpp"
#include "function_loss.hpp"
#include "hinge_labels.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor squared_hinge(const Tensor& y_true, const Tensor& y_pred) {
  const auto [y, p] = detail::checked_pair("squared_hinge", y_true, y_pred);
  const Tensor miss = 1.0 - detail::hinge_labels(y) * p;
  return ops::mean(ops::square(ops::maximum(miss, Tensor::scalar(0, p.dtype()))), -1);
}
KERATIN_INLINE SquaredHinge::SquaredHinge(const SquaredHingeOptions& options)
    : Loss(detail::options_loss<squared_hinge>("SquaredHinge", options), options.reduction) {}

}  // namespace keratin::losses
#endif
