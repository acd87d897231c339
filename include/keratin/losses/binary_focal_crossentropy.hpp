// binary_focal_crossentropy(y, p): the binary cross-entropy times (1 - p_t)^gamma, where p_t is the probability given
// to what is true: what is already right counts less. Lin et al., "Focal Loss for Dense Object Detection", 2017.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

struct BinaryFocalCrossentropyOptions {
  KERATIN_OPTIONS;
  Flag apply_class_balancing = false;  ///< Whether alpha weighs the classes.
  Real alpha = 0.25;                   ///< The weight of class 1; class 0 has 1 - alpha.
  Real gamma = 2.0;
  Flag from_logits = false;    ///< Whether y_pred is what sigmoid would take.
  Real label_smoothing = 0.0;  ///< Moves y this far towards 0.5.
  Int axis = -1;               ///< The axis averaged over.
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "binary_focal_crossentropy";
  KERATIN_FIELDS(name, reduction, from_logits, label_smoothing, axis, apply_class_balancing, alpha, gamma)
};

/// (…, n) twice -> (…) (keras.losses.binary_focal_crossentropy).
[[nodiscard]] Tensor binary_focal_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                               const BinaryFocalCrossentropyOptions& options = {});
/// The same as a loss (keras.losses.BinaryFocalCrossentropy).
struct BinaryFocalCrossentropy : Loss {
  using Options = BinaryFocalCrossentropyOptions;
  explicit BinaryFocalCrossentropy(const BinaryFocalCrossentropyOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/crossentropy.hpp"
#include "../ops/operators.hpp"
#include "../ops/power.hpp"
#include "../ops/sigmoid.hpp"
#include "function_loss.hpp"
#include "label_smoothing.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor binary_focal_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                                const BinaryFocalCrossentropyOptions& options) {
  const Pair pair = detail::checked_pair("binary_focal_crossentropy", y_true, y_pred);
  const Tensor y = detail::smoothed(pair.y_true, options.label_smoothing, 0.5);
  const Tensor p = options.from_logits ? ops::sigmoid(pair.y_pred) : pair.y_pred;
  const Tensor not_y = 1.0 - y, right = y * p + not_y * (1.0 - p);
  const Tensor focus = ops::power(1.0 - right, Tensor::scalar(options.gamma, p.dtype()));
  Tensor values = focus * ops::binary_crossentropy(y, p);
  if (options.apply_class_balancing) values = (y * options.alpha.value + not_y * (1 - options.alpha.value)) * values;
  return ops::mean(values, options.axis.value);
}
KERATIN_INLINE BinaryFocalCrossentropy::BinaryFocalCrossentropy(const BinaryFocalCrossentropyOptions& options)
    : Loss(detail::options_loss<binary_focal_crossentropy>("BinaryFocalCrossentropy", options), options.reduction) {}

}  // namespace keratin::losses
#endif
