// Sum: the weighted sum of values.
#pragma once
#include "metric.hpp"
#include "running_sum.hpp"

namespace keratin::metrics {

struct SumOptions {
  KERATIN_OPTIONS;
  std::string name = "sum";
  KERATIN_METRIC_FIELDS()
};
/// The sum of all values given to update_state, times their weights (keras.metrics.Sum).
struct Sum : Metric {
  using Options = SumOptions;
  explicit Sum(const SumOptions& options = {});
  void update_state(const Tensor& values, const std::optional<Tensor>& sample_weight = {}) const {
    Metric::update_state(Tensor(), values, sample_weight);
  }
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/loss.hpp"
#include "../ops/reductions.hpp"

namespace keratin::metrics {

namespace detail {

class SumImpl final : public MetricImpl {
 public:
  using MetricImpl::MetricImpl;
  std::string class_name() const override { return "Sum"; }
  void fields(Fields& f) const override { SumOptions{.name = name()}.fields(f); }
  void reset_state() override { total_.reset(); }
  void update_state(const Tensor&, const Tensor& values, const std::optional<Tensor>& sample_weight) override {
    const Tensor x = values.cast(float_type(values.dtype()));
    total_.add(ops::sum(sample_weight ? losses::weighted(x, *sample_weight) : x), 1);
  }
  double result() const override { return total_.value(); }

 private:
  RunningSum total_;
};

}  // namespace detail

KERATIN_INLINE Sum::Sum(const SumOptions& options) : Metric(make_ref<detail::SumImpl>(options.name)) {}

}  // namespace keratin::metrics
#endif
