// CategoricalCrossentropy: the mean of -Σ_k y_k log p_k over the samples, for one-hot rows.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

struct CategoricalCrossentropyOptions {
  KERATIN_OPTIONS;
  std::string name = "categorical_crossentropy";
  Flag from_logits = false;  ///< Whether y_pred is what softmax would take.
  Real label_smoothing = 0;  ///< Moves y this far towards 1 / classes.
  Int axis = -1;             ///< The classes' axis.
  KERATIN_METRIC_FIELDS(from_logits, label_smoothing, axis)
};
/// The mean of losses::categorical_crossentropy over all samples (keras.metrics.CategoricalCrossentropy).
struct CategoricalCrossentropy : Metric {
  using Options = CategoricalCrossentropyOptions;
  explicit CategoricalCrossentropy(const CategoricalCrossentropyOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/categorical_crossentropy.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

namespace detail {
inline Tensor categorical_crossentropy_of(const Tensor& y, const Tensor& p, const CategoricalCrossentropyOptions& o) {
  return losses::categorical_crossentropy(
      y, p, {.from_logits = o.from_logits, .label_smoothing = o.label_smoothing, .axis = o.axis});
}
}  // namespace detail

KERATIN_INLINE CategoricalCrossentropy::CategoricalCrossentropy(const CategoricalCrossentropyOptions& options)
    : Metric(detail::function_mean<detail::categorical_crossentropy_of>("CategoricalCrossentropy", options)) {}

}  // namespace keratin::metrics
#endif
