// AUC: the area under the curve of recall over the false positives' rate (ROC), of precision over recall (PR) or of
// their gains (PRGAIN), by sums over thresholds. Davis and Goadrich, "The Relationship Between Precision-Recall and ROC
// Curves", 2006; Flach and Kull, "Precision-Recall-Gain Curves", 2015.
#pragma once
#include "../core/numbers.hpp"
#include "metric.hpp"

namespace keratin::metrics {

struct AUCOptions {
  KERATIN_OPTIONS;
  Int num_thresholds = 200;                        ///< Evenly from 0 to 1.
  std::string curve = "ROC";                       ///< Or "PR", "PRGAIN".
  std::string summation_method = "interpolation";  ///< Or "minoring", "majoring": the lower or upper ends.
  std::string name = "";                           ///< auc, auc_1, … if empty.
  Numbers thresholds = {};                         ///< Your own, between 0 and 1; 0 and 1 are added.
  Flag multi_label = false;                        ///< Whether each column has its own curve; then their mean.
  std::optional<Int> num_labels = {};              ///< The number of columns with multi_label, to be checked.
  Numbers label_weights = {};                      ///< How much each column counts.
  Flag from_logits = false;                        ///< Whether y_pred is what sigmoid would take.
  KERATIN_METRIC_FIELDS(num_thresholds, curve, summation_method, multi_label, num_labels, label_weights, from_logits,
                        thresholds)
};
/// The area: 1 for predictions that part true from false labels, about 0.5 for random ones with ROC
/// (keras.metrics.AUC). Throws value_error for bad options.
struct AUC : Metric {
  using Options = AUCOptions;
  explicit AUC(const AUCOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include <algorithm>
#include <cmath>

#include "../ops/sigmoid.hpp"
#include "confusion.hpp"
#include "threshold_metric.hpp"

namespace keratin::metrics {

namespace detail {

struct Point {
  double x, y;
};
inline Point roc_point(const Confusion& c) {
  return {ratio(c.false_positives, c.false_positives + c.true_negatives), recall(c)};
}
inline Point pr_point(const Confusion& c) { return {recall(c), precision(c)}; }
inline Point gain_point(const Confusion& c) {
  const double scale = ratio(c.true_positives + c.false_negatives, c.true_negatives + c.false_positives);
  if (c.true_positives == 0) return {0, 1};
  return {std::max(1 - scale * ratio(c.false_negatives, c.true_positives), 0.0),
          1 - scale * ratio(c.false_positives, c.true_positives)};
}

/// The area under precision over recall between two thresholds, where true positives grow straight with positives.
inline double pr_piece(const Confusion& low, const Confusion& high) {
  const double p0 = low.true_positives + low.false_positives, p1 = high.true_positives + high.false_positives;
  const double dtp = low.true_positives - high.true_positives;
  const double slope = ratio(dtp, std::max(p0 - p1, 0.0));
  const double intercept = high.true_positives - slope * p1;
  const double growth = p0 > 0 && p1 > 0 ? p0 / p1 : 1;
  return ratio(slope * (dtp + intercept * std::log(growth)), high.true_positives + high.false_negatives);
}

class AUCImpl final : public MetricImpl {
 public:
  explicit AUCImpl(const AUCOptions& o)
      : MetricImpl(own_name(o.name, "AUC")), options_(checked(o)), counts_(thresholds_for(o), evenly(o), true) {
    how_.multi_label = o.multi_label;
    if (!o.multi_label) how_.label_weights = o.label_weights.values();
  }
  std::string class_name() const override { return "AUC"; }
  bool on_cpu() const override { return true; }
  void fields(Fields& f) const override {
    AUCOptions o = options_;
    std::string own = name(), dtype = "float32";
    if (o.thresholds.given()) o.num_thresholds = counts_.thresholds();
    f("name, dtype, num_thresholds, curve, summation_method", own, dtype, o.num_thresholds, o.curve,
      o.summation_method);
    f("multi_label, num_labels, label_weights, from_logits", o.multi_label, o.num_labels, o.label_weights,
      o.from_logits);
    if (o.thresholds.given()) f("thresholds", o.thresholds);
  }
  void reset_state() override { counts_.reset(); }
  void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& sample_weight) override {
    const index_t columns = y_pred.rank() > 0 ? y_pred.shape().back() : 1;
    require<shape_error>(!options_.multi_label || y_pred.rank() == 2,
                         "AUC: expected y_pred (batch, labels) with multi_label; got ", y_pred.shape(), ".");
    require<shape_error>(!options_.num_labels || *options_.num_labels == columns, "AUC: expected ",
                         options_.num_labels.value_or(0), " labels; got y_pred ", y_pred.shape(), ".");
    const std::size_t weights = options_.label_weights.values().size();
    require<shape_error>(weights == 0 || weights == static_cast<std::size_t>(columns),
                         "AUC: expected a label weight for each column of y_pred ", y_pred.shape(), "; got ", weights,
                         ".");
    counts_.add("AUC", y_true, options_.from_logits ? ops::sigmoid(y_pred) : y_pred, sample_weight, how_);
  }
  double result() const override {
    double sum = 0, all = 0;
    for (std::size_t label = 0; label < counts_.labels(); ++label) {
      const auto& weights = options_.label_weights.values();
      const double weight = !options_.multi_label || weights.empty() ? 1 : weights[label];
      sum += weight * area(counts_.at_thresholds(label));
      all += weight;
    }
    return ratio(sum, all);
  }

 private:
  static AUCOptions checked(AUCOptions o) {
    if (o.curve == "roc" || o.curve == "pr" || o.curve == "prgain")
      std::transform(o.curve.begin(), o.curve.end(), o.curve.begin(), [](char c) { return static_cast<char>(c - 32); });
    require(o.curve == "ROC" || o.curve == "PR" || o.curve == "PRGAIN", "AUC: expected curve ROC, PR or PRGAIN; got \"",
            o.curve, "\".");
    std::string& method = o.summation_method;
    if (method == "Interpolation" || method == "Majoring" || method == "Minoring")
      method[0] = static_cast<char>(method[0] + 32);
    require(method == "interpolation" || method == "majoring" || method == "minoring",
            "AUC: expected summation_method interpolation, majoring or minoring; got \"", method, "\".");
    require(o.num_thresholds > 1, "AUC: expected num_thresholds of at least 2; got ", o.num_thresholds, ".");
    require(o.multi_label || !o.num_labels, "AUC: expected num_labels with multi_label only; got ",
            o.num_labels.value_or(0), ".");
    return o;
  }
  static std::vector<double> sorted_own(const AUCOptions& o) {
    std::vector<double> own = thresholds_of("AUC", o.thresholds, 0);
    std::sort(own.begin(), own.end());
    return own;
  }
  /// The ends lie just beyond 0 and 1, so that the curve has its ends.
  static std::vector<double> thresholds_for(const AUCOptions& o) {
    std::vector<double> all = {-1e-7};
    const index_t n = o.num_thresholds;
    if (o.thresholds.given())
      for (const double t : sorted_own(o)) all.push_back(t);
    else
      for (index_t i = 1; i < n - 1; ++i) all.push_back(static_cast<double>(i) / static_cast<double>(n - 1));
    all.push_back(1 + 1e-7);
    return all;
  }
  static bool evenly(const AUCOptions& o) {
    if (!o.thresholds.given()) return true;
    std::vector<double> all = sorted_own(o);
    all.insert(all.begin(), 0.0);
    all.push_back(1.0);
    return lie_evenly(all);
  }
  double area(const std::vector<Confusion>& counts) const {
    const bool pr = options_.curve == "PR";
    const std::string& method = options_.summation_method;
    const auto point = pr ? pr_point : options_.curve == "ROC" ? roc_point : gain_point;
    double sum = 0;
    for (std::size_t i = 0; i + 1 < counts.size(); ++i) {
      if (pr && method == "interpolation") {
        sum += pr_piece(counts[i], counts[i + 1]);
        continue;
      }
      const Point a = point(counts[i]), b = point(counts[i + 1]);
      const double height = method == "interpolation" ? (a.y + b.y) / 2
                            : method == "minoring"    ? std::min(a.y, b.y)
                                                      : std::max(a.y, b.y);
      sum += (a.x - b.x) * height;
    }
    return sum;
  }

  AUCOptions options_;
  ConfusionCounts counts_;
  ConfusionOptions how_;
};

}  // namespace detail

KERATIN_INLINE AUC::AUC(const AUCOptions& options) : Metric(make_ref<detail::AUCImpl>(options)) {}

}  // namespace keratin::metrics
#endif
