// mean_squared_error(y, p) = mean((y - p)²) over the last axis.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

/// (…, n) -> (…) (keras.losses.mean_squared_error).
[[nodiscard]] Tensor mean_squared_error(const Tensor& y_true, const Tensor& y_pred);

struct MeanSquaredErrorOptions {
  KERATIN_OPTIONS;
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "mean_squared_error";
};
struct MeanSquaredError : Loss {
  explicit MeanSquaredError(const MeanSquaredErrorOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/square.hpp"
#include "../ops/subtract.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor mean_squared_error(const Tensor& y_true, const Tensor& y_pred) {
  const Pair pair = detail::checked_pair("mean_squared_error", y_true, y_pred);
  return ops::mean(ops::square(ops::subtract(pair.y_true, pair.y_pred)), -1);
}
KERATIN_INLINE MeanSquaredError::MeanSquaredError(const MeanSquaredErrorOptions& options)
    : Loss(detail::make_loss(options.name, mean_squared_error), options.reduction) {}

}  // namespace keratin::losses
#endif
