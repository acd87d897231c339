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
};

/// (batch, classes) twice -> (batch) (keras.losses.categorical_crossentropy).
[[nodiscard]] Tensor categorical_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                              const CategoricalCrossentropyOptions& options = {});
struct CategoricalCrossentropy : Loss {
  explicit CategoricalCrossentropy(const CategoricalCrossentropyOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/crossentropy.hpp"
#include "../ops/operators.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor categorical_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                               const CategoricalCrossentropyOptions& options) {
  require<shape_error>(
      y_true.shape() == y_pred.shape() && y_pred.rank() > 0 && y_pred.shape().back() != 1,
      "categorical_crossentropy: expected y_true and y_pred of one shape (batch, classes); got ", y_true.shape(),
      " and ", y_pred.shape(),
      ". Hint: class numbers go with \"sparse_categorical_crossentropy\", or through utils::to_categorical.");
  Tensor y = y_true.cast(float_type(y_pred.dtype()));
  const double smoothing = options.label_smoothing;
  if (smoothing != 0) {
    const std::size_t axis = y_pred.shape().axis(options.axis, "categorical_crossentropy");
    y = y * (1.0 - smoothing) + smoothing / static_cast<double>(y_pred.shape()[axis]);
  }
  return ops::categorical_crossentropy(y, y_pred, {.from_logits = options.from_logits, .axis = options.axis});
}
KERATIN_INLINE CategoricalCrossentropy::CategoricalCrossentropy(const CategoricalCrossentropyOptions& options)
    : Loss(detail::make_loss(
               options.name,
               [options](const Tensor& y, const Tensor& p) { return categorical_crossentropy(y, p, options); }),
           options.reduction) {}

}  // namespace keratin::losses
#endif
