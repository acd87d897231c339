// mean_squared_logarithmic_error(y, p) = mean((log(1 + y) - log(1 + p))²) over the last axis: for what grows by
// factors.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

/// (…, n) twice -> (…); what lies below 1e-7 counts as that (keras.losses.mean_squared_logarithmic_error).
[[nodiscard]] Tensor mean_squared_logarithmic_error(const Tensor& y_true, const Tensor& y_pred);

struct MeanSquaredLogarithmicErrorOptions {
  KERATIN_OPTIONS;
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "mean_squared_logarithmic_error";
  KERATIN_FIELDS(name, reduction)
};
/// The same as a loss (keras.losses.MeanSquaredLogarithmicError).
struct MeanSquaredLogarithmicError : Loss {
  using Options = MeanSquaredLogarithmicErrorOptions;
  explicit MeanSquaredLogarithmicError(const MeanSquaredLogarithmicErrorOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/log.hpp"
#include "../ops/maximum.hpp"
#include "../ops/operators.hpp"
#include "../ops/square.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor mean_squared_logarithmic_error(const Tensor& y_true, const Tensor& y_pred) {
  const auto [y, p] = detail::checked_pair("mean_squared_logarithmic_error", y_true, y_pred);
  const Tensor least = Tensor::scalar(1e-7, p.dtype());
  const Tensor a = ops::log(ops::maximum(p, least) + 1.0), b = ops::log(ops::maximum(y, least) + 1.0);
  return ops::mean(ops::square(a - b), -1);
}
KERATIN_INLINE MeanSquaredLogarithmicError::MeanSquaredLogarithmicError(
    const MeanSquaredLogarithmicErrorOptions& options)
    : Loss(detail::options_loss<mean_squared_logarithmic_error>("MeanSquaredLogarithmicError", options),
           options.reduction) {}

}  // namespace keratin::losses
#endif
