// mean_absolute_percentage_error(y, p) = 100 mean(|y - p| / max(|y|, 1e-7)) over the last axis.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

/// (…, n) twice -> (…) (keras.losses.mean_absolute_percentage_error).
[[nodiscard]] Tensor mean_absolute_percentage_error(const Tensor& y_true, const Tensor& y_pred);

struct MeanAbsolutePercentageErrorOptions {
  KERATIN_OPTIONS;
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "mean_absolute_percentage_error";
  KERATIN_FIELDS(name, reduction)
};
/// The same as a loss (keras.losses.MeanAbsolutePercentageError).
struct MeanAbsolutePercentageError : Loss {
  using Options = MeanAbsolutePercentageErrorOptions;
  explicit MeanAbsolutePercentageError(const MeanAbsolutePercentageErrorOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/abs.hpp"
#include "../ops/maximum.hpp"
#include "../ops/operators.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor mean_absolute_percentage_error(const Tensor& y_true, const Tensor& y_pred) {
  const auto [y, p] = detail::checked_pair("mean_absolute_percentage_error", y_true, y_pred);
  const Tensor size = ops::maximum(ops::abs(y), Tensor::scalar(1e-7, y.dtype()));
  return 100.0 * ops::mean(ops::abs((y - p) / size), -1);
}
KERATIN_INLINE MeanAbsolutePercentageError::MeanAbsolutePercentageError(
    const MeanAbsolutePercentageErrorOptions& options)
    : Loss(detail::options_loss<mean_absolute_percentage_error>("MeanAbsolutePercentageError", options),
           options.reduction) {}

}  // namespace keratin::losses
#endif
