// mean_squared_error(y, p) = mean((y - p)²) over the last axis.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

/// (…, n) twice -> (…) (keras.losses.mean_squared_error).
[[nodiscard]] Tensor mean_squared_error(const Tensor& y_true, const Tensor& y_pred);

struct MeanSquaredErrorOptions {
  KERATIN_OPTIONS;
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "mean_squared_error";
  KERATIN_FIELDS(name, reduction)
};
/// The same as a loss (keras.losses.MeanSquaredError).
struct MeanSquaredError : Loss {
  using Options = MeanSquaredErrorOptions;
  explicit MeanSquaredError(const MeanSquaredErrorOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/square.hpp"
#include "../ops/subtract.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor mean_squared_error(const Tensor& y_true, const Tensor& y_pred) {
  const auto [y, p] = detail::checked_pair("mean_squared_error", y_true, y_pred);
  return ops::mean(ops::square(ops::subtract(y, p)), -1);
}
KERATIN_INLINE MeanSquaredError::MeanSquaredError(const MeanSquaredErrorOptions& options)
    : Loss(detail::options_loss<mean_squared_error>("MeanSquaredError", options), options.reduction) {}

}  // namespace keratin::losses
#endif
