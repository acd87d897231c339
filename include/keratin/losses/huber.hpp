// huber(y, p) = mean(e² / 2 where |e| <= delta, delta |e| - delta² / 2 elsewhere), e = p - y, over the last axis:
// outliers count by their size, not its square. Huber, "Robust Estimation of a Location Parameter", 1964.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

struct HuberOptions {
  KERATIN_OPTIONS;
  Real delta = 1.0;  ///< Where the square goes over into the straight line. As in Keras, configurations leave it out.
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "huber_loss";
  KERATIN_FIELDS(name, reduction)
};

/// (…, n) twice -> (…) (keras.losses.huber).
[[nodiscard]] Tensor huber(const Tensor& y_true, const Tensor& y_pred, const HuberOptions& options = {});
/// The same as a loss (keras.losses.Huber).
struct Huber : Loss {
  using Options = HuberOptions;
  explicit Huber(const HuberOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/op.hpp"
#include "../ops/subtract.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

namespace detail {

struct HuberFormula {
  double delta;
  template <class V>
  V operator()(const V& e) const {
    const V size = math::abs(e), d(delta);
    return select(size <= d, V(0.5) * e * e, d * size - V(0.5) * d * d);
  }
  template <class V>
  V gradient(const V& e, const V&, const V& dy) const {
    return dy * math::max(math::min(e, V(delta)), V(-delta));
  }
};

}  // namespace detail

KERATIN_INLINE Tensor huber(const Tensor& y_true, const Tensor& y_pred, const HuberOptions& options) {
  const auto [y, p] = detail::checked_pair("huber", y_true, y_pred);
  const Tensor error = ops::subtract(p, y);
  return ops::mean(ops::unary({"keras.src.losses.losses", "Huber"}, detail::HuberFormula{options.delta}, error), -1);
}
KERATIN_INLINE Huber::Huber(const HuberOptions& options)
    : Loss(detail::options_loss<huber>("Huber", options), options.reduction) {}

}  // namespace keratin::losses
#endif
