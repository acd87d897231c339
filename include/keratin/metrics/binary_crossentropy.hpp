// BinaryCrossentropy: the mean of -y log p - (1 - y) log(1 - p) over the samples.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

struct BinaryCrossentropyOptions {
  KERATIN_OPTIONS;
  std::string name = "binary_crossentropy";
  Flag from_logits = false;  ///< Whether y_pred is what sigmoid would take.
  Real label_smoothing = 0;  ///< Moves y this far towards 0.5.
  KERATIN_METRIC_FIELDS(from_logits, label_smoothing)
};
/// The mean of losses::binary_crossentropy over all samples (keras.metrics.BinaryCrossentropy).
struct BinaryCrossentropy : Metric {
  using Options = BinaryCrossentropyOptions;
  explicit BinaryCrossentropy(const BinaryCrossentropyOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/binary_crossentropy.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

namespace detail {
inline Tensor binary_crossentropy_of(const Tensor& y, const Tensor& p, const BinaryCrossentropyOptions& o) {
  return losses::binary_crossentropy(y, p, {.from_logits = o.from_logits, .label_smoothing = o.label_smoothing});
}
}  // namespace detail

KERATIN_INLINE BinaryCrossentropy::BinaryCrossentropy(const BinaryCrossentropyOptions& options)
    : Metric(detail::function_mean<detail::binary_crossentropy_of>("BinaryCrossentropy", options)) {}

}  // namespace keratin::metrics
#endif
