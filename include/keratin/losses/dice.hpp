// dice(y, p) = 1 - 2 Σ y p / (Σ y + Σ p): how little two regions overlap, for masks of images. Dice, "Measures of the
// Amount of Ecologic Association Between Species", 1945.
#pragma once
#include "../tensor/axes.hpp"
#include "loss.hpp"

namespace keratin::losses {

struct DiceOptions {
  KERATIN_OPTIONS;
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "dice";
  Axes axis = {};  ///< The axes summed over: one, several or all.
  KERATIN_FIELDS(name, reduction, axis)
};

/// A scalar, or what is left beside `axis` (keras.losses.dice).
[[nodiscard]] Tensor dice(const Tensor& y_true, const Tensor& y_pred, const DiceOptions& options = {});
/// The same as a loss (keras.losses.Dice).
struct Dice : Loss {
  using Options = DiceOptions;
  explicit Dice(const DiceOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/operators.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor dice(const Tensor& y_true, const Tensor& y_pred, const DiceOptions& options) {
  const auto [y, p] = detail::checked_pair("dice", y_true, y_pred);
  const Tensor common = ops::sum(y * p, options.axis);
  return 1.0 - 2.0 * common / (ops::sum(y, options.axis) + ops::sum(p, options.axis) + 1e-7);
}
KERATIN_INLINE Dice::Dice(const DiceOptions& options)
    : Loss(detail::options_loss<dice>("Dice", options), options.reduction) {}

}  // namespace keratin::losses
#endif
