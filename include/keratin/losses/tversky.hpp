// tversky(y, p) = 1 - Σ y p / (Σ y p + alpha Σ y (1 - p) + beta Σ (1 - y) p): Dice's loss with weights for the two
// kinds of mistakes. Salehi et al., "Tversky loss function for image segmentation", 2017.
#pragma once
#include "../tensor/axes.hpp"
#include "loss.hpp"

namespace keratin::losses {

struct TverskyOptions {
  KERATIN_OPTIONS;
  Real alpha = 0.5;  ///< The weight of what is true and was not said.
  Real beta = 0.5;   ///< The weight of what was said and is not true.
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "tversky";
  Axes axis = {};  ///< The axes summed over: one, several or all.
  KERATIN_FIELDS(name, reduction, alpha, beta, axis)
};

/// A scalar, or what is left beside `axis` (keras.losses.tversky).
[[nodiscard]] Tensor tversky(const Tensor& y_true, const Tensor& y_pred, const TverskyOptions& options = {});
/// The same as a loss (keras.losses.Tversky).
struct Tversky : Loss {
  using Options = TverskyOptions;
  explicit Tversky(const TverskyOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/operators.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor tversky(const Tensor& y_true, const Tensor& y_pred, const TverskyOptions& options) {
  const auto [y, p] = detail::checked_pair("tversky", y_true, y_pred);
  const Tensor common = ops::sum(y * p, options.axis);
  const Tensor missed = ops::sum((1.0 - p) * y, options.axis), wrong = ops::sum(p * (1.0 - y), options.axis);
  return 1.0 - common / (common + missed * options.alpha.value + wrong * options.beta.value + 1e-7);
}
KERATIN_INLINE Tversky::Tversky(const TverskyOptions& options)
    : Loss(detail::options_loss<tversky>("Tversky", options), options.reduction) {}

}  // namespace keratin::losses
#endif
