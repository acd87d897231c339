// categorical_focal_crossentropy(y, p) = -Σ_k alpha (1 - p_k)^gamma y_k log p_k: what is already right counts less.
// Lin et al., "Focal Loss for Dense Object Detection", 2017.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

struct CategoricalFocalCrossentropyOptions {
  KERATIN_OPTIONS;
  Real alpha = 0.25;  ///< The weight of all classes.
  Real gamma = 2.0;
  Flag from_logits = false;    ///< Whether y_pred is what softmax would take.
  Real label_smoothing = 0.0;  ///< Moves y this far towards 1 / classes.
  Int axis = -1;               ///< The classes' axis.
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "categorical_focal_crossentropy";
  KERATIN_FIELDS(name, reduction, from_logits, label_smoothing, axis, alpha, gamma)
};

/// (batch, classes) twice -> (batch) (keras.losses.categorical_focal_crossentropy).
[[nodiscard]] Tensor categorical_focal_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                                    const CategoricalFocalCrossentropyOptions& options = {});
/// The same as a loss (keras.losses.CategoricalFocalCrossentropy).
struct CategoricalFocalCrossentropy : Loss {
  using Options = CategoricalFocalCrossentropyOptions;
  explicit CategoricalFocalCrossentropy(const CategoricalFocalCrossentropyOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/clip.hpp"
#include "../ops/log.hpp"
#include "../ops/operators.hpp"
#include "../ops/power.hpp"
#include "../ops/softmax.hpp"
#include "function_loss.hpp"
#include "label_smoothing.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor categorical_focal_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                                     const CategoricalFocalCrossentropyOptions& options) {
  const Pair pair = detail::checked_classes("categorical_focal_crossentropy", y_true, y_pred);
  const Tensor y = detail::smoothed_classes(pair.y_true, options.label_smoothing);
  const Tensor given = options.from_logits ? ops::softmax(pair.y_pred, options.axis) : pair.y_pred;
  const Tensor whole = given / ops::sum(given, options.axis.value, {.keepdims = true});
  const Tensor p = ops::clip(whole, 1e-7, 1 - 1e-7);
  const Tensor focus = options.alpha.value * ops::power(1.0 - p, Tensor::scalar(options.gamma, p.dtype()));
  return ops::sum(focus * (-y * ops::log(p)), options.axis.value);
}
KERATIN_INLINE CategoricalFocalCrossentropy::CategoricalFocalCrossentropy(
    const CategoricalFocalCrossentropyOptions& options)
    : Loss(detail::options_loss<categorical_focal_crossentropy>("CategoricalFocalCrossentropy", options),
           options.reduction) {}

}  // namespace keratin::losses
#endif
