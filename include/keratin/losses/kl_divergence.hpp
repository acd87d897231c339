// kl_divergence(y, p) = Σ y log(y / p) over the last axis: how far a distribution is from the true one (Kullback and
// Leibler).
#pragma once
#include "loss.hpp"

namespace keratin::losses {

/// (…, n) twice -> (…); both are kept within [1e-7, 1] (keras.losses.kl_divergence).
[[nodiscard]] Tensor kl_divergence(const Tensor& y_true, const Tensor& y_pred);

struct KLDivergenceOptions {
  KERATIN_OPTIONS;
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "kl_divergence";
  KERATIN_FIELDS(name, reduction)
};
/// The same as a loss (keras.losses.KLDivergence).
struct KLDivergence : Loss {
  using Options = KLDivergenceOptions;
  explicit KLDivergence(const KLDivergenceOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/clip.hpp"
#include "../ops/log.hpp"
#include "../ops/operators.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor kl_divergence(const Tensor& y_true, const Tensor& y_pred) {
  const auto [y, p] = detail::checked_pair("kl_divergence", y_true, y_pred);
  const Tensor a = ops::clip(y, 1e-7, 1), b = ops::clip(p, 1e-7, 1);
  return ops::sum(a * ops::log(a / b), -1);
}
KERATIN_INLINE KLDivergence::KLDivergence(const KLDivergenceOptions& options)
    : Loss(detail::options_loss<kl_divergence>("KLDivergence", options), options.reduction) {}

}  // namespace keratin::losses
#endif
