// binary_crossentropy(y, p) = mean(-y log p - (1 - y) log(1 - p)) over the last axis: for yes or no and sigmoid
// outputs.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

struct BinaryCrossentropyOptions {
  KERATIN_OPTIONS;
  Flag from_logits = false;    ///< Whether y_pred is what sigmoid would take.
  Real label_smoothing = 0.0;  ///< Moves y this far towards 0.5.
  Int axis = -1;               ///< The axis averaged over.
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "binary_crossentropy";
  KERATIN_FIELDS(name, reduction, from_logits, label_smoothing, axis)
};

/// (…, n) twice -> (…) (keras.losses.binary_crossentropy).
[[nodiscard]] Tensor binary_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                         const BinaryCrossentropyOptions& options = {});
/// The same as a loss (keras.losses.BinaryCrossentropy).
struct BinaryCrossentropy : Loss {
  using Options = BinaryCrossentropyOptions;
  explicit BinaryCrossentropy(const BinaryCrossentropyOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/crossentropy.hpp"
#include "../ops/operators.hpp"
#include "function_loss.hpp"
#include "label_smoothing.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor binary_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                          const BinaryCrossentropyOptions& options) {
  const auto [y, p] = detail::checked_pair("binary_crossentropy", y_true, y_pred);
  const Tensor target = detail::smoothed(y, options.label_smoothing, 0.5);
  return ops::mean(ops::binary_crossentropy(target, p, {.from_logits = options.from_logits}), options.axis.value);
}
KERATIN_INLINE BinaryCrossentropy::BinaryCrossentropy(const BinaryCrossentropyOptions& options)
    : Loss(detail::options_loss<binary_crossentropy>("BinaryCrossentropy", options), options.reduction) {}

}  // namespace keratin::losses
#endif
