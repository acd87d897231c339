// Mean: the weighted mean of values; MeanMetricWrapper: that of a function of (y_true, y_pred).
#pragma once
#include "metric.hpp"
#include "running_sum.hpp"

namespace keratin::metrics {

/// Sums values and weights: the state of every metric that is a mean.
class MeanImpl : public MetricImpl {
 public:
  using MetricImpl::MetricImpl;
  void reset_state() override {
    total_.reset();
    count_.reset();
  }
  double result() const override {
    const double count = count_.value();
    return count != 0 ? total_.value() / count : 0;
  }
  void add(double value, double weight) {
    total_.add(value * weight);
    count_.add(weight);
  }
  /// A value of one element, on any device.
  void add_one(const Tensor& value, double weight) {
    total_.add(value, weight);
    count_.add(weight);
  }
  /// Values of any shape, (batch, …), each sample counting as one; weights of (batch) or (batch, …).
  void add(const Tensor& values, const std::optional<Tensor>& weights);
  void update_state(const Tensor&, const Tensor& values, const std::optional<Tensor>& weights) override {
    add(values, weights);
  }

 private:
  RunningSum total_, count_;
};

struct MeanOptions {
  KERATIN_OPTIONS;
  std::string name = "mean";
  KERATIN_METRIC_FIELDS()
};
/// The mean of all values given to update_state (keras.metrics.Mean).
struct Mean : Metric {
  using Options = MeanOptions;
  explicit Mean(const MeanOptions& options = {});
  void update_state(const Tensor& values, const std::optional<Tensor>& sample_weight = {}) const {
    Metric::update_state(Tensor(), values, sample_weight);
  }
};

struct MeanMetricWrapperOptions {
  KERATIN_OPTIONS;
  std::string name = "mean_metric_wrapper";
};
/// The mean of f(y_true, y_pred) over all samples.
struct MeanMetricWrapper : Metric {
  template <PairFunction F>
  explicit MeanMetricWrapper(const F& f, const MeanMetricWrapperOptions& options = {})
      : MeanMetricWrapper(Erased(f), options) {}

 private:
  using Erased = std::function<Tensor(const Tensor&, const Tensor&)>;
  MeanMetricWrapper(const Erased& f, const MeanMetricWrapperOptions& options, const std::string& registered = {});
  friend class Metric;
  friend std::optional<Metric> registered_metric(std::string_view name);
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/loss.hpp"
#include "../ops/reductions.hpp"

namespace keratin::metrics {

namespace detail {

class WrapperImpl final : public MeanImpl {
 public:
  WrapperImpl(std::string name, std::function<Tensor(const Tensor&, const Tensor&)> f, std::string registered)
      : MeanImpl(std::move(name)), function_(std::move(f)), registered_(std::move(registered)) {}
  bool takes_mask() const override { return true; }
  std::string function_name() const override {
    return registered_.empty() ? registered_name_of(function_) : registered_;
  }
  void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& sample_weight) override {
    add(function_(y_true, y_pred), sample_weight);
  }

 private:
  std::function<Tensor(const Tensor&, const Tensor&)> function_;
  std::string registered_;
};

class PlainMean final : public MeanImpl {
 public:
  using MeanImpl::MeanImpl;
  std::string class_name() const override { return "Mean"; }
  void fields(Fields& f) const override { MeanOptions{.name = name()}.fields(f); }
};

}  // namespace detail

KERATIN_INLINE void MeanImpl::add(const Tensor& values, const std::optional<Tensor>& weights) {
  if (values.size() == 0) return;
  if (!weights) {
    const auto samples = static_cast<double>(values.rank() > 0 ? values.shape()[0] : 1);
    total_.add(ops::sum(values), samples / static_cast<double>(values.size()));
    count_.add(samples);
    return;
  }
  const Tensor x = values.cast(float_type(values.dtype()));
  const Tensor product = losses::weighted(x, *weights);
  const auto size = static_cast<double>(product.size());
  const double samples = weights->rank() > 0 && product.rank() > 0 ? static_cast<double>(product.shape()[0]) : 1;
  total_.add(ops::sum(product), samples / size);
  // Each weight counts for as many values as any other.
  count_.add(ops::sum(weights->cast(x.dtype())), samples / static_cast<double>(weights->size()));
}

KERATIN_INLINE Metric Metric::from_function(std::function<Tensor(const Tensor&, const Tensor&)> f) {
  const std::string own = registered_name_of(f);
  return MeanMetricWrapper(std::move(f), {.name = own.empty() ? "metric" : own});
}
KERATIN_INLINE std::optional<Metric> registered_metric(std::string_view name) {
  auto f = registered_function<Tensor(const Tensor&, const Tensor&)>(name);
  if (!f) return std::nullopt;
  const std::string own(name);
  return MeanMetricWrapper(std::move(f), {.name = own}, own);
}

KERATIN_INLINE Mean::Mean(const MeanOptions& options) : Metric(make_ref<detail::PlainMean>(options.name)) {}
KERATIN_INLINE MeanMetricWrapper::MeanMetricWrapper(const Erased& f, const MeanMetricWrapperOptions& options,
                                                    const std::string& registered)
    : Metric(Ref<MetricImpl>(new detail::WrapperImpl(options.name, f, registered))) {}

}  // namespace keratin::metrics
#endif
