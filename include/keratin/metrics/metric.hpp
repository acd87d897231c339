// Metric: a figure that is shown and kept while a model trains, but not trained on.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../core/fields.hpp"
#include "../core/ref.hpp"
#include "../tensor/tensor.hpp"
#include "held_batches.hpp"

namespace keratin::metrics {

template <class F>
concept PairFunction = std::is_invocable_r_v<Tensor, const F&, const Tensor&, const Tensor&>;

/// For options: what Keras's get_config writes of a metric, its name and dtype first. Figures are kept as double
/// whatever dtype is read.
#define KERATIN_METRIC_FIELDS(...)                                                          \
  void fields(::keratin::Fields& f) {                                                       \
    std::string dtype = "float32";                                                          \
    f("name, dtype" __VA_OPT__(", " #__VA_ARGS__), name, dtype __VA_OPT__(, ) __VA_ARGS__); \
  }

/// What a kind of metric is: a state that batches are added to.
class MetricImpl : public RefCounted {
 public:
  explicit MetricImpl(std::string name) : name_(std::move(name)) {}
  const std::string& name() const { return name_; }
  void rename(const std::string& name) { name_ = name; }
  virtual std::string class_name() const { return "function"; }  ///< Keras's name of the class.
  virtual std::string function_name() const { return {}; }       ///< The name that register_function gave it.
  /// Its options, for whoever writes or reads configurations.
  virtual void fields(Fields& f) const { static_cast<void>(f); }
  virtual void reset_state() = 0;
  virtual void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& sample_weight) = 0;
  virtual double result() const = 0;
  /// What result() is the mean of, where there are several figures: (classes) or (thresholds), float64; else a scalar.
  virtual Tensor results() const { return Tensor::scalar(result(), float64); }
  /// Whether a mask beside y_pred counts, as a weight of 1 or 0.
  virtual bool takes_mask() const { return false; }
  /// Whether update_state looks at the numbers in the CPU's memory: those of a device are shown to it later.
  virtual bool on_cpu() const { return false; }

 private:
  friend class Metric;
  std::string name_;
  HeldBatches held_;
};

/// A metric: a name such as "accuracy", an object, any function of (y_true, y_pred), or several of them for one output.
class Metric {
 public:
  template <Text S>
  Metric(const S& name);
  template <PairFunction F>
  requires(!std::derived_from<F, Metric>) Metric(const F& f) : Metric(from_function(f)) {}
  /// Several for one output.
  Metric(std::initializer_list<Metric> several) : several_(several) {}
  explicit Metric(const std::vector<Metric>& several) : several_(several) {}

  void reset_state() const;
  /// Adds a batch; `sample_weight` has shape (batch) or (batch, …).
  void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& sample_weight = {}) const;
  /// The figure for all batches since the last reset_state. Where a metric has several, as Precision with thresholds or
  /// F1Score without an average, it is their mean, which Keras's progress bar shows too.
  [[nodiscard]] double result() const;
  /// All figures: a scalar, (thresholds) or (classes), float64.
  [[nodiscard]] Tensor results() const;
  /// reset_state, update_state and result in one.
  [[nodiscard]] double operator()(const Tensor& y_true, const Tensor& y_pred,
                                  const std::optional<Tensor>& sample_weight = {}) const;
  const std::string& name() const { return impl_->name(); }
  std::string class_name() const { return impl_->class_name(); }
  void rename(const std::string& name) const { impl_->rename(name); }
  /// The name that the metric was asked for by, "acc", as compile's configuration keeps it; empty for an object or a
  /// function.
  const std::string& given_name() const { return given_name_; }
  const MetricImpl& impl() const { return *impl_; }

  /// The metrics this one stands for: itself, or those it was made of.
  std::vector<Metric> flat() const;

 protected:
  explicit Metric(Ref<MetricImpl> impl) : impl_(std::move(impl)) {}

 private:
  static Metric from_function(std::function<Tensor(const Tensor&, const Tensor&)> f);
  /// The state with all batches in it.
  MetricImpl& whole() const;
  std::string given_name_;
  Ref<MetricImpl> impl_;
  std::vector<Metric> several_;
};

/// The metric that is the mean of a function registered under the name (register_function); nothing if none is.
std::optional<Metric> registered_metric(std::string_view name);

/// The metric of that name, with its defaults (keras.metrics.get). Throws name_error for an unknown one.
KERATIN_GET(Metric);

template <Text S>
KERATIN_ALWAYS_INLINE Metric::Metric(const S& name) : Metric(get(name)) {
  given_name_ = std::string_view(name);
}

/// What compile takes: one, a list (for each output one or a list), or a std::map by output name.
class Metrics {
 public:
  Metrics() = default;
  template <std::convertible_to<Metric> M>
  KERATIN_ALWAYS_INLINE Metrics(const M& metric) : list_{Metric(metric)} {}
  Metrics(std::initializer_list<Metric> metrics) : list_(metrics) {}
  Metrics(const std::vector<Metric>& metrics) : list_(metrics) {}
  template <std::same_as<std::map<std::string, Metrics>> M>
  Metrics(const M& by_name) : by_name_(by_name.begin(), by_name.end()) {}
  const std::vector<Metric>& list() const { return list_; }
  const std::vector<std::pair<std::string, Metrics>>& by_name() const { return by_name_; }
  bool empty() const { return list_.empty() && by_name_.empty(); }

 private:
  std::vector<Metric> list_;
  std::vector<std::pair<std::string, Metrics>> by_name_;
};

}  // namespace keratin::metrics

namespace keratin {
using metrics::Metric;
}

#if KERATIN_DEFINE(metrics)
#include "../autograd/mask.hpp"
#include "../autograd/tape.hpp"
#include "../losses/loss.hpp"

namespace keratin::metrics {

namespace detail {
inline HeldBatches::Use updates(MetricImpl& impl) {
  return [&impl](const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& weights) {
    virtual_call<&MetricImpl::update_state>(impl, y_true, y_pred, weights);
  };
}
}  // namespace detail

KERATIN_INLINE void Metric::update_state(const Tensor& y_true, const Tensor& y_pred,
                                         const std::optional<Tensor>& sample_weight) const {
  const NoGradient scope;
  MetricImpl& impl = *impl_;
  const Tensor mask = y_pred.defined() ? mask_of(y_pred) : Tensor();
  const bool masked = mask.defined() && virtual_call<&MetricImpl::takes_mask>(impl);
  const std::optional<Tensor> weights = masked ? losses::masked(mask, sample_weight) : sample_weight;
  const HeldBatches::Use update = detail::updates(impl);
  if (!virtual_call<&MetricImpl::on_cpu>(impl)) return update(y_true, y_pred, weights);
  if (impl.held_.hold(y_true, y_pred, weights, update)) return;
  update(y_true.to(cpu{}), y_pred.to(cpu{}), weights ? std::optional<Tensor>(weights->to(cpu{})) : std::nullopt);
}

KERATIN_INLINE MetricImpl& Metric::whole() const {
  const NoGradient scope;
  impl_->held_.hand_on(detail::updates(*impl_));
  return *impl_;
}
KERATIN_INLINE void Metric::reset_state() const {
  impl_->held_.clear();
  impl_->reset_state();
}
KERATIN_INLINE double Metric::result() const {
  const MetricImpl& impl = whole();
  return virtual_call<&MetricImpl::result>(impl);
}
KERATIN_INLINE Tensor Metric::results() const { return whole().results(); }

KERATIN_INLINE double Metric::operator()(const Tensor& y_true, const Tensor& y_pred,
                                         const std::optional<Tensor>& sample_weight) const {
  reset_state();
  update_state(y_true, y_pred, sample_weight);
  return result();
}

KERATIN_INLINE std::vector<Metric> Metric::flat() const {
  if (impl_) return {*this};
  std::vector<Metric> all;
  for (const Metric& m : several_)
    for (const Metric& one : m.flat()) all.push_back(one);
  return all;
}

}  // namespace keratin::metrics
#endif
