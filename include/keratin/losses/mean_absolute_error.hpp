// mean_absolute_error(y, p) = mean |y - p| over the last axis.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

/// (…, n) twice -> (…) (keras.losses.mean_absolute_error).
[[nodiscard]] Tensor mean_absolute_error(const Tensor& y_true, const Tensor& y_pred);

struct MeanAbsoluteErrorOptions {
  KERATIN_OPTIONS;
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "mean_absolute_error";
  KERATIN_FIELDS(name, reduction)
};
/// The same as a loss (keras.losses.MeanAbsoluteError).
struct MeanAbsoluteError : Loss {
  using Options = MeanAbsoluteErrorOptions;
  explicit MeanAbsoluteError(const MeanAbsoluteErrorOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/abs.hpp"
#include "../ops/subtract.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor mean_absolute_error(const Tensor& y_true, const Tensor& y_pred) {
  const auto [y, p] = detail::checked_pair("mean_absolute_error", y_true, y_pred);
  return ops::mean(ops::abs(ops::subtract(y, p)), -1);
}
KERATIN_INLINE MeanAbsoluteError::MeanAbsoluteError(const MeanAbsoluteErrorOptions& options)
    : Loss(detail::options_loss<mean_absolute_error>("MeanAbsoluteError", options), options.reduction) {}

}  // namespace keratin::losses
#endif
