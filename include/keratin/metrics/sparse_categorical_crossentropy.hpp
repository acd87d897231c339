// SparseCategoricalCrossentropy: the mean of -log p_y over the samples, for class numbers.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

struct SparseCategoricalCrossentropyOptions {
  KERATIN_OPTIONS;
  std::string name = "sparse_categorical_crossentropy";
  Flag from_logits = false;              ///< Whether y_pred is what softmax would take.
  std::optional<Int> ignore_class = {};  ///< Samples of this class add 0; as in Keras, they are counted.
  Int axis = -1;                         ///< The classes' axis.
  KERATIN_METRIC_FIELDS(from_logits, ignore_class, axis)
};
/// The mean of losses::sparse_categorical_crossentropy over all samples (keras.metrics.SparseCategoricalCrossentropy).
struct SparseCategoricalCrossentropy : Metric {
  using Options = SparseCategoricalCrossentropyOptions;
  explicit SparseCategoricalCrossentropy(const SparseCategoricalCrossentropyOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/sparse_categorical_crossentropy.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

namespace detail {
inline Tensor sparse_categorical_crossentropy_of(const Tensor& y, const Tensor& p,
                                                 const SparseCategoricalCrossentropyOptions& o) {
  return losses::sparse_categorical_crossentropy(
      y, p, {.from_logits = o.from_logits, .ignore_class = o.ignore_class, .axis = o.axis});
}
}  // namespace detail

KERATIN_INLINE SparseCategoricalCrossentropy::SparseCategoricalCrossentropy(
    const SparseCategoricalCrossentropyOptions& options)
    : Metric(detail::function_mean<detail::sparse_categorical_crossentropy_of>("SparseCategoricalCrossentropy",
                                                                               options)) {}

}  // namespace keratin::metrics
#endif
