// mean_absolute_error(y, p) = mean |y - p| over the last axis.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

/// (…, n) -> (…) (keras.losses.mean_absolute_error).
[[nodiscard]] Tensor mean_absolute_error(const Tensor& y_true, const Tensor& y_pred);

struct MeanAbsoluteErrorOptions {
  KERATIN_OPTIONS;
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "mean_absolute_error";
};
struct MeanAbsoluteError : Loss {
  explicit MeanAbsoluteError(const MeanAbsoluteErrorOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/abs.hpp"
#include "../ops/subtract.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor mean_absolute_error(const Tensor& y_true, const Tensor& y_pred) {
  const Pair pair = detail::checked_pair("mean_absolute_error", y_true, y_pred);
  return ops::mean(ops::abs(ops::subtract(pair.y_true, pair.y_pred)), -1);
}
KERATIN_INLINE MeanAbsoluteError::MeanAbsoluteError(const MeanAbsoluteErrorOptions& options)
    : Loss(detail::make_loss(options.name, mean_absolute_error), options.reduction) {}

}  // namespace keratin::losses
#endif
