// The best of one figure at all thresholds where another one is good enough.
#pragma once
#include "../core/names.hpp"
#include "metric.hpp"

namespace keratin::metrics {

struct ThresholdSearchOptions {
  KERATIN_OPTIONS;
  Int num_thresholds = 200;          ///< Evenly from 0 to 1; 1 means 0.5 alone.
  std::optional<Int> class_id = {};  ///< Only this column is looked at.
  std::string name = "";             ///< The class's name in snake case, with _1 … for further ones, if empty.
};

namespace detail {

/// A class of such metrics.
struct ThresholdSearch {
  const char* class_name;
  const char* value_name;  ///< Its argument, "recall".
  bool precision;          ///< Which figures it is about: precision and recall, or specificity and sensitivity.
  bool second;             ///< Whether the constraint is on the second of the two.
};
Ref<MetricImpl> threshold_search(const ThresholdSearch& kind, Real value, const ThresholdSearchOptions& options);
Ref<MetricImpl> threshold_search_from(const ThresholdSearch& kind, Fields* config);

}  // namespace detail

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include <algorithm>

#include "confusion.hpp"
#include "threshold_metric.hpp"

namespace keratin::metrics::detail {

class ThresholdSearchImpl final : public MetricImpl {
 public:
  ThresholdSearchImpl(const ThresholdSearch& kind, Real value, const ThresholdSearchOptions& options)
      : MetricImpl(own_name(options.name, kind.class_name)),
        kind_(kind),
        value_(value),
        options_(options),
        counts_(even_thresholds(options.num_thresholds), options.num_thresholds > 1, false) {}
  std::string class_name() const override { return kind_.class_name; }
  bool on_cpu() const override { return true; }
  void fields(Fields& f) const override {
    std::string own = name(), dtype = "float32";
    ThresholdSearchOptions o = options_;
    Real value = value_;
    f("name, dtype, class_id, num_thresholds", own, dtype, o.class_id, o.num_thresholds);
    f(kind_.value_name, value);
  }
  void reset_state() override { counts_.reset(); }
  void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& sample_weight) override {
    counts_.add(kind_.class_name, y_true, y_pred, sample_weight, {.class_id = options_.class_id});
  }
  double result() const override {
    double best = 0;
    for (const Confusion& c : counts_.at_thresholds()) {
      const double first = kind_.precision ? precision(c) : specificity(c), second = recall(c);
      const double bound = kind_.second ? second : first;
      if (static_cast<float>(bound) >= static_cast<float>(value_))  // as Keras compares
        best = std::max(best, kind_.second ? first : second);
    }
    return best;
  }

 private:
  static std::vector<double> even_thresholds(index_t n) {
    if (n == 1) return {0.5};
    std::vector<double> all;
    for (index_t i = 0; i < n; ++i) all.push_back(static_cast<double>(i) / static_cast<double>(n - 1));
    return all;
  }
  ThresholdSearch kind_;
  double value_;
  ThresholdSearchOptions options_;
  ConfusionCounts counts_;
};

KERATIN_INLINE Ref<MetricImpl> threshold_search(const ThresholdSearch& kind, Real value,
                                                const ThresholdSearchOptions& options) {
  require(value >= 0 && value <= 1, kind.class_name, ": expected ", kind.value_name, " from 0 to 1; got ", value, ".");
  require(options.num_thresholds >= 1, kind.class_name, ": expected num_thresholds of at least 1; got ",
          options.num_thresholds, ".");
  return Ref<MetricImpl>(new ThresholdSearchImpl(kind, value, options));
}

KERATIN_INLINE Ref<MetricImpl> threshold_search_from(const ThresholdSearch& kind, Fields* config) {
  require(config != nullptr, kind.class_name, ": expected ", kind.value_name,
          "; got the name alone. Hint: metrics::", kind.class_name, "(0.5).");
  Real value = -1;
  ThresholdSearchOptions o;
  std::string dtype;
  (*config)("name, dtype, class_id, num_thresholds", o.name, dtype, o.class_id, o.num_thresholds);
  (*config)(kind.value_name, value);
  return threshold_search(kind, value, o);
}

}  // namespace keratin::metrics::detail
#endif
