// categorical_hinge(y, p) = max(max_k (1 - y_k) p_k - Σ_k y_k p_k + 1, 0): for one-hot rows y.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

/// (…, classes) twice -> (…) (keras.losses.categorical_hinge).
[[nodiscard]] Tensor categorical_hinge(const Tensor& y_true, const Tensor& y_pred);

struct CategoricalHingeOptions {
  KERATIN_OPTIONS;
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "categorical_hinge";
  KERATIN_FIELDS(name, reduction)
};
/// The same as a loss (keras.losses.CategoricalHinge).
struct CategoricalHinge : Loss {
  using Options = CategoricalHingeOptions;
  explicit CategoricalHinge(const CategoricalHingeOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/maximum.hpp"
#include "../ops/operators.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor categorical_hinge(const Tensor& y_true, const Tensor& y_pred) {
  const auto [y, p] = detail::checked_pair("categorical_hinge", y_true, y_pred);
  const Tensor right = ops::sum(y * p, -1), wrong = ops::max((1.0 - y) * p, -1);
  return ops::maximum(wrong - right + 1.0, Tensor::scalar(0, p.dtype()));
}
KERATIN_INLINE CategoricalHinge::CategoricalHinge(const CategoricalHingeOptions& options)
    : Loss(detail::options_loss<categorical_hinge>("CategoricalHinge", options), options.reduction) {}

}  // namespace keratin::losses
#endif
