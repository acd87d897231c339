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

namespace keratin::metrics {

template <class F>
concept PairFunction = std::is_invocable_r_v<Tensor, const F&, const Tensor&, const Tensor&>;

/// What a kind of metric is: a state that batches are added to.
class MetricImpl : public RefCounted {
 public:
  explicit MetricImpl(std::string name) : name_(std::move(name)) {}
  const std::string& name() const { return name_; }
  void rename(const std::string& name) { name_ = name; }
  virtual std::string class_name() const { return "function"; }  ///< Keras's name of the class.
  /// Its options, for whoever writes or reads configurations.
  virtual void fields(Fields& f) const { static_cast<void>(f); }
  virtual void reset_state() = 0;
  virtual void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& sample_weight) = 0;
  virtual double result() const = 0;

 private:
  std::string name_;
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

  void reset_state() const { impl_->reset_state(); }
  /// Adds a batch; `sample_weight` has shape (batch) or (batch, …).
  void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& sample_weight = {}) const;
  /// The figure for all batches since the last reset_state.
  [[nodiscard]] double result() const { return impl_->result(); }
  /// reset_state, update_state and result in one.
  [[nodiscard]] double operator()(const Tensor& y_true, const Tensor& y_pred,
                                  const std::optional<Tensor>& sample_weight = {}) const;
  const std::string& name() const { return impl_->name(); }
  void rename(const std::string& name) const { impl_->rename(name); }

  /// The metrics this one stands for: itself, or those it was made of.
  std::vector<Metric> flat() const;

 protected:
  explicit Metric(Ref<MetricImpl> impl) : impl_(std::move(impl)) {}

 private:
  static Metric from_function(std::function<Tensor(const Tensor&, const Tensor&)> f);
  Ref<MetricImpl> impl_;
  std::vector<Metric> several_;
};

/// The metric of that name, with its defaults (keras.metrics.get). Throws name_error for an unknown one.
KERATIN_GET(Metric);

template <Text S>
Metric::Metric(const S& name) : Metric(get(name)) {}

/// What compile takes: one, a list (for each output one or a list), or a std::map by output name.
class Metrics {
 public:
  Metrics() = default;
  template <std::convertible_to<Metric> M>
  Metrics(const M& metric) : list_{Metric(metric)} {}
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
#include "../autograd/tape.hpp"

namespace keratin::metrics {

KERATIN_INLINE void Metric::update_state(const Tensor& y_true, const Tensor& y_pred,
                                         const std::optional<Tensor>& sample_weight) const {
  const NoGradient scope;
  impl_->update_state(y_true, y_pred, sample_weight);
}

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
