// sparse_categorical_crossentropy(y, p) = -log p_y: for class numbers and softmax outputs.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

struct SparseCategoricalCrossentropyOptions {
  KERATIN_OPTIONS;
  Flag from_logits = false;              ///< Whether y_pred is what softmax would take.
  std::optional<Int> ignore_class = {};  ///< Samples of this class do not count.
  Reduction reduction = Reduction::sum_over_batch_size;
  Int axis = -1;  ///< The classes' axis. As in Keras, configurations leave it out.
  std::string name = "sparse_categorical_crossentropy";
  KERATIN_FIELDS(name, reduction, from_logits, ignore_class)
};

/// (batch) or (batch, 1), and (batch, classes) -> (batch) (keras.losses.sparse_categorical_crossentropy).
[[nodiscard]] Tensor sparse_categorical_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                                     const SparseCategoricalCrossentropyOptions& options = {});
/// The same as a loss (keras.losses.SparseCategoricalCrossentropy); a mean is one over the samples that count.
struct SparseCategoricalCrossentropy : Loss {
  using Options = SparseCategoricalCrossentropyOptions;
  explicit SparseCategoricalCrossentropy(const SparseCategoricalCrossentropyOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/comparisons.hpp"
#include "../ops/crossentropy.hpp"
#include "../ops/where.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

namespace detail {

/// Where the labels are of another class than the ignored one, in the shape of the values.
inline Tensor kept(const Tensor& y_true, index_t ignored, const Shape& shape) {
  const Tensor flags = ops::not_equal(y_true, Tensor::scalar(static_cast<double>(ignored), y_true.dtype()));
  return flags.shape() == shape ? flags : ops::reshape(flags, shape);
}

class SparseCategoricalCrossentropyImpl final
    : public OptionsLoss<sparse_categorical_crossentropy, SparseCategoricalCrossentropyOptions> {
 public:
  using OptionsLoss::OptionsLoss;
  std::optional<Tensor> mask(const Tensor& y_true, const Tensor& values) const override {
    if (!options().ignore_class) return std::nullopt;
    return kept(y_true, options().ignore_class->value, values.shape());
  }
};

}  // namespace detail

KERATIN_INLINE Tensor sparse_categorical_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                                      const SparseCategoricalCrossentropyOptions& options) {
  const ops::CrossentropyOptions how{.from_logits = options.from_logits, .axis = options.axis};
  if (!options.ignore_class) return ops::sparse_categorical_crossentropy(y_true, y_pred, how);
  const Tensor none = Tensor::scalar(0, y_true.dtype());
  const Tensor labels = ops::where(detail::kept(y_true, *options.ignore_class, y_true.shape()), y_true, none);
  const Tensor values = ops::sparse_categorical_crossentropy(labels, y_pred, how);
  return ops::where(detail::kept(y_true, *options.ignore_class, values.shape()), values,
                    Tensor::scalar(0, values.dtype()));
}
KERATIN_INLINE SparseCategoricalCrossentropy::SparseCategoricalCrossentropy(
    const SparseCategoricalCrossentropyOptions& options)
    : Loss(make_ref<detail::SparseCategoricalCrossentropyImpl>("SparseCategoricalCrossentropy", options),
           options.reduction) {}

}  // namespace keratin::losses
#endif
