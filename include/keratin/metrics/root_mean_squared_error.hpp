// RootMeanSquaredError: the root of the mean of (y - p)² over all values.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

struct RootMeanSquaredErrorOptions {
  KERATIN_OPTIONS;
  std::string name = "root_mean_squared_error";
  KERATIN_METRIC_FIELDS()
};
/// The root of the mean squared error (keras.metrics.RootMeanSquaredError).
struct RootMeanSquaredError : Metric {
  using Options = RootMeanSquaredErrorOptions;
  explicit RootMeanSquaredError(const RootMeanSquaredErrorOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include <cmath>

#include "../losses/function_loss.hpp"
#include "../ops/square.hpp"
#include "../ops/subtract.hpp"

namespace keratin::metrics {

namespace detail {

class RootMeanSquaredErrorImpl final : public MeanImpl {
 public:
  using MeanImpl::MeanImpl;
  std::string class_name() const override { return "RootMeanSquaredError"; }
  void fields(Fields& f) const override { RootMeanSquaredErrorOptions{.name = name()}.fields(f); }
  void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& sample_weight) override {
    const auto [y, p] = losses::detail::checked_pair("root_mean_squared_error", y_true, y_pred);
    add(ops::square(ops::subtract(p, y)), sample_weight);
  }
  double result() const override { return std::sqrt(MeanImpl::result()); }
};

}  // namespace detail

KERATIN_INLINE RootMeanSquaredError::RootMeanSquaredError(const RootMeanSquaredErrorOptions& options)
    : Metric(make_ref<detail::RootMeanSquaredErrorImpl>(options.name)) {}

}  // namespace keratin::metrics
#endif
