// log_cosh(y, p) = mean(log(cosh(p - y))) over the last axis: x² / 2 for small errors, |x| - log 2 for large ones.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

/// (…, n) twice -> (…) (keras.losses.log_cosh).
[[nodiscard]] Tensor log_cosh(const Tensor& y_true, const Tensor& y_pred);

struct LogCoshOptions {
  KERATIN_OPTIONS;
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "log_cosh";
  KERATIN_FIELDS(name, reduction)
};
/// The same as a loss (keras.losses.LogCosh).
struct LogCosh : Loss {
  using Options = LogCoshOptions;
  explicit LogCosh(const LogCoshOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/op.hpp"
#include "../ops/subtract.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

namespace detail {

struct LogCoshFormula {
  template <class V>
  V operator()(const V& x) const {
    const V size = math::abs(x);  // never the exponential of something large
    return size + math::log1p(math::exp(V(-2) * size)) - V(0.6931471805599453);
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return dy * math::tanh(x);
  }
};

}  // namespace detail

KERATIN_INLINE Tensor log_cosh(const Tensor& y_true, const Tensor& y_pred) {
  const auto [y, p] = detail::checked_pair("log_cosh", y_true, y_pred);
  const Tensor error = ops::subtract(p, y);
  return ops::mean(ops::unary({"keras.src.losses.losses", "LogCosh"}, detail::LogCoshFormula{}, error), -1);
}
KERATIN_INLINE LogCosh::LogCosh(const LogCoshOptions& options)
    : Loss(detail::options_loss<log_cosh>("LogCosh", options), options.reduction) {}

}  // namespace keratin::losses
#endif
