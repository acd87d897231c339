// Metrics that are one figure for each threshold: counts, precision, recall.
#pragma once
#include "../core/names.hpp"
#include "confusion.hpp"

namespace keratin::metrics::detail {

using Figure = double (*)(const Confusion&);

/// The figures at an option's thresholds.
class ThresholdMetric : public MetricImpl {
 public:
  ThresholdMetric(const char* class_name, std::string name, const Numbers& thresholds, double otherwise,
                  const ConfusionOptions& how, Figure figure);
  std::string class_name() const override { return class_name_; }
  bool on_cpu() const override { return true; }
  void reset_state() override { counts_.reset(); }
  KERATIN_INLINE virtual void update_state(const Tensor& y_true, const Tensor& y_pred,
                                           const std::optional<Tensor>& sample_weight) override;
  KERATIN_INLINE virtual double result() const override;
  KERATIN_INLINE virtual Tensor results() const override;

 private:
  std::vector<double> figures() const;
  const char* class_name_;
  ConfusionCounts counts_;
  ConfusionOptions how_;
  Figure figure_;
};

/// The same with its options, for configurations.
template <class Options>
class OptionsThresholdMetric final : public ThresholdMetric {
 public:
  template <class... Args>
  OptionsThresholdMetric(const Options& options, Args&&... args)
      : ThresholdMetric(std::forward<Args>(args)...), options_(options) {}
  void fields(Fields& f) const override {
    Options options = options_;
    options.name = name();
    options.fields(f);
  }

 private:
  Options options_;
};

/// The name given, or Keras's for a class without one: precision, precision_1, …
inline std::string own_name(const std::string& given, const char* class_name) {
  return given.empty() ? unique_name(snake_case(class_name)) : given;
}

/// A count at each threshold.
template <class Options>
Ref<MetricImpl> count_metric(const char* class_name, const Options& o, Figure figure) {
  return Ref<MetricImpl>(new OptionsThresholdMetric<Options>(o, class_name, own_name(o.name, class_name), o.thresholds,
                                                             0.5, ConfusionOptions{}, figure));
}
/// Precision or recall at each threshold.
template <class Options>
Ref<MetricImpl> ratio_metric(const char* class_name, const Options& o, Figure figure) {
  const ConfusionOptions how{.top_k = o.top_k, .class_id = o.class_id};
  return Ref<MetricImpl>(new OptionsThresholdMetric<Options>(o, class_name, own_name(o.name, class_name), o.thresholds,
                                                             o.top_k ? -1e10 : 0.5, how, figure));
}

}  // namespace keratin::metrics::detail

#if KERATIN_DEFINE(metrics)
#include <numeric>

namespace keratin::metrics::detail {

KERATIN_INLINE ThresholdMetric::ThresholdMetric(const char* class_name, std::string name, const Numbers& thresholds,
                                                double otherwise, const ConfusionOptions& how, Figure figure)
    : MetricImpl(std::move(name)),
      class_name_(class_name),
      counts_(thresholds_of(class_name, thresholds, otherwise), lie_evenly(thresholds.values()), false),
      how_(how),
      figure_(figure) {}

KERATIN_INLINE void ThresholdMetric::update_state(const Tensor& y_true, const Tensor& y_pred,
                                                  const std::optional<Tensor>& sample_weight) {
  counts_.add(class_name_, y_true, y_pred, sample_weight, how_);
}
KERATIN_INLINE std::vector<double> ThresholdMetric::figures() const {
  std::vector<double> figures;
  for (const Confusion& c : counts_.at_thresholds()) figures.push_back(figure_(c));
  return figures;
}
KERATIN_INLINE double ThresholdMetric::result() const {
  const std::vector<double> all = figures();
  return std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size());
}
KERATIN_INLINE Tensor ThresholdMetric::results() const {
  const std::vector<double> all = figures();
  return Tensor::from(all, all.size() == 1 ? Shape() : Shape{static_cast<index_t>(all.size())});
}

}  // namespace keratin::metrics::detail
#endif
