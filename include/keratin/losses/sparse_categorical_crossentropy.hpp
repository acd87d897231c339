// sparse_categorical_crossentropy(y, p) = -log p_y: for class numbers and softmax outputs.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

struct SparseCategoricalCrossentropyOptions {
  KERATIN_OPTIONS;
  Flag from_logits = false;               ///< Whether y_pred is what softmax would take.
  std::optional<Int> ignore_class = {};   ///< Samples of this class cost nothing.
  Int axis = -1;                          ///< The classes' axis.
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "sparse_categorical_crossentropy";
};

/// (batch) or (batch, 1), and (batch, classes) -> (batch) (keras.losses.sparse_categorical_crossentropy).
[[nodiscard]] Tensor sparse_categorical_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                                     const SparseCategoricalCrossentropyOptions& options = {});
struct SparseCategoricalCrossentropy : Loss {
  explicit SparseCategoricalCrossentropy(const SparseCategoricalCrossentropyOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/comparisons.hpp"
#include "../ops/crossentropy.hpp"
#include "../ops/where.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor sparse_categorical_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                                      const SparseCategoricalCrossentropyOptions& options) {
  const ops::CrossentropyOptions how{.from_logits = options.from_logits, .axis = options.axis};
  if (!options.ignore_class) return ops::sparse_categorical_crossentropy(y_true, y_pred, how);
  const Tensor kept = ops::not_equal(y_true, Tensor::scalar(static_cast<double>(options.ignore_class->value), y_true.dtype()));
  const Tensor labels = ops::where(kept, y_true, Tensor::scalar(0, y_true.dtype()));
  const Tensor values = ops::sparse_categorical_crossentropy(labels, y_pred, how);
  const Tensor flags = kept.shape() == values.shape() ? kept : ops::reshape(kept, values.shape());
  return ops::where(flags, values, Tensor::scalar(0, values.dtype()));
}
KERATIN_INLINE SparseCategoricalCrossentropy::SparseCategoricalCrossentropy(const SparseCategoricalCrossentropyOptions& options)
    : Loss(detail::make_loss(options.name,
                             [options](const Tensor& y, const Tensor& p) { return sparse_categorical_crossentropy(y, p, options); }),
           options.reduction) {}

}  // namespace keratin::losses
#endif
