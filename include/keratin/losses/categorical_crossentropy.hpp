// categorical_crossentropy(y, p) = -Σ_k y_k log p_k over the classes: for one-hot rows and softmax outputs.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

struct CategoricalCrossentropyOptions {
  KERATIN_OPTIONS;
  Flag from_logits = false;    ///< Whether y_pred is what softmax would take.
  Real label_smoothing = 0.0;  ///< Moves y this far towards 1 / classes.
  Int axis = -1;               ///< The classes' axis.
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "categorical_crossentropy";
  KERATIN_FIELDS(name, reduction, from_logits, label_smoothing, axis)
};

/// (batch, classes) twice -> (batch) (keras.losses.categorical_crossentropy).
[[nodiscard]] Tensor categorical_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                              const CategoricalCrossentropyOptions& options = {});
/// The same as a loss (keras.losses.CategoricalCrossentropy).
struct CategoricalCrossentropy : Loss {
  using Options = CategoricalCrossentropyOptions;
  explicit CategoricalCrossentropy(const CategoricalCrossentropyOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/crossentropy.hpp"
#include "function_loss.hpp"
#include "label_smoothing.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor categorical_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                               const CategoricalCrossentropyOptions& options) {
  const Pair pair = detail::checked_classes("categorical_crossentropy", y_true, y_pred);
  const Tensor y = detail::smoothed_classes(pair.y_true, options.label_smoothing);
  return ops::categorical_crossentropy(y, pair.y_pred, {.from_logits = options.from_logits, .axis = options.axis});
}
KERATIN_INLINE CategoricalCrossentropy::CategoricalCrossentropy(const CategoricalCrossentropyOptions& options)
    : Loss(detail::options_loss<categorical_crossentropy>("CategoricalCrossentropy", options), options.reduction) {}

}  // namespace keratin::losses
#endif
