// poisson(y, p) = mean(p - y log(p + 1e-7)) over the last axis: for counts y, with p their expected number.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

/// (…, n) twice -> (…) (keras.losses.poisson).
[[nodiscard]] Tensor poisson(const Tensor& y_true, const Tensor& y_pred);

struct PoissonOptions {
  KERATIN_OPTIONS;
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "poisson";
  KERATIN_FIELDS(name, reduction)
};
/// The same as a loss (keras.losses.Poisson).
struct Poisson : Loss {
  using Options = PoissonOptions;
  explicit Poisson(const PoissonOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/log.hpp"
#include "../ops/operators.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor poisson(const Tensor& y_true, const Tensor& y_pred) {
  const auto [y, p] = detail::checked_pair("poisson", y_true, y_pred);
  return ops::mean(p - y * ops::log(p + 1e-7), -1);
}
KERATIN_INLINE Poisson::Poisson(const PoissonOptions& options)
    : Loss(detail::options_loss<poisson>("Poisson", options), options.reduction) {}

}  // namespace keratin::losses
#endif
