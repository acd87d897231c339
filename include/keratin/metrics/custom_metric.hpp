// CustomMetric: a metric of your own that has a state. The mean of a function is simpler as a lambda.
//   struct Largest : CustomMetric {
//     Largest() : CustomMetric("largest_error") {}
//     void reset_state() override { largest = 0; }
//     void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>&) override {
//       largest = std::max(largest, ops::max(ops::abs(y_true - y_pred)).item<double>());
//     }
//     double result() const override { return largest; }
//     double largest = 0;
//   };
//   model.compile({.metrics = {"mae", make_metric<Largest>()}});
#pragma once
#include <memory>

#include "metric.hpp"

namespace keratin {

/// Base of your own metrics, made by make_metric<T>().
class CustomMetric {
 public:
  virtual ~CustomMetric() = default;
  /// Called before every epoch.
  virtual void reset_state() = 0;
  /// Adds a batch; with sample weights if it is one of the weighted metrics. No gradient is recorded.
  virtual void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& sample_weight) = 0;
  /// The figure for all batches since reset_state.
  virtual double result() const = 0;
  /// All figures, if there are several.
  virtual Tensor results() const { return Tensor::scalar(result(), float64); }
  /// What a configuration calls the class, for a metric that is saved.
  virtual std::string class_name() const { return "CustomMetric"; }
  /// Its options, for whoever writes or reads configurations: `f("k", k)`.
  virtual void fields(Fields& f) { static_cast<void>(f); }
  const std::string& name() const { return name_; }

 protected:
  explicit CustomMetric(std::string name = "metric") : name_(std::move(name)) {}

 private:
  std::string name_;
};

/// The metric that calls yours.
Ref<metrics::MetricImpl> wrap(std::shared_ptr<CustomMetric> metric);

/// A metric of your own, and a pointer to it: `metric->largest`.
template <std::derived_from<CustomMetric> C>
class MadeMetric : public Metric {
 public:
  explicit MadeMetric(std::shared_ptr<C> made) : Metric(wrap(made)), object_(std::move(made)) {}
  C* operator->() const { return object_.get(); }

 private:
  std::shared_ptr<C> object_;
};

/// Makes a metric of your class C from its constructor's arguments.
template <std::derived_from<CustomMetric> C, class... Args>
[[nodiscard]] MadeMetric<C> make_metric(Args&&... args) {
  return MadeMetric<C>(std::make_shared<C>(std::forward<Args>(args)...));
}

}  // namespace keratin

#if KERATIN_DEFINE(metrics)
namespace keratin {

namespace metrics::detail {

class WrappedMetric final : public MetricImpl {
 public:
  explicit WrappedMetric(std::shared_ptr<CustomMetric> metric)
      : MetricImpl(metric->name()), metric_(std::move(metric)) {}
  std::string class_name() const override { return metric_->class_name(); }
  void fields(Fields& f) const override {
    std::string own = name(), dtype = "float32";
    f("name, dtype", own, dtype);
    metric_->fields(f);
  }
  void reset_state() override { metric_->reset_state(); }
  void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& sample_weight) override {
    metric_->update_state(y_true, y_pred, sample_weight);
  }
  double result() const override { return metric_->result(); }
  Tensor results() const override { return metric_->results(); }

 private:
  std::shared_ptr<CustomMetric> metric_;
};

}  // namespace metrics::detail

KERATIN_INLINE Ref<metrics::MetricImpl> wrap(std::shared_ptr<CustomMetric> metric) {
  return make_ref<metrics::detail::WrappedMetric>(std::move(metric));
}

}  // namespace keratin
#endif
