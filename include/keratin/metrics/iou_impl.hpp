// What the metrics of intersection over union share: a matrix of how often class i was called class j.
#pragma once
#include <vector>

#include "metric.hpp"

namespace keratin::metrics::detail {

/// All that such a metric may be told.
struct IoUSettings {
  index_t num_classes = 0;
  std::vector<index_t> target_class_ids;
  std::string name, dtype = "int64";
  std::optional<Int> ignore_class = {};
  bool sparse_y_true = true, sparse_y_pred = true;
  Int axis = -1;
  std::optional<Real> threshold = {};  ///< BinaryIoU's.
};

class IoUImpl : public MetricImpl {
 public:
  /// Throws value_error for bad settings.
  IoUImpl(const char* class_name, const IoUSettings& settings);
  std::string class_name() const override { return class_name_; }
  bool on_cpu() const override { return true; }
  void reset_state() override { matrix_.assign(matrix_.size(), 0); }
  KERATIN_INLINE virtual void update_state(const Tensor& y_true, const Tensor& y_pred,
                                           const std::optional<Tensor>& sample_weight) override;
  KERATIN_INLINE virtual double result() const override;

 private:
  Tensor classes_of(const Tensor& values, bool sparse) const;
  const char* class_name_;
  IoUSettings settings_;
  bool whole_weights_;
  std::vector<double> matrix_;
};

/// The same with its options, for configurations.
template <class Config>
class ConfiguredIoU final : public IoUImpl {
 public:
  ConfiguredIoU(const char* class_name, const IoUSettings& settings, const Config& config)
      : IoUImpl(class_name, settings), config_(config) {}
  void fields(Fields& f) const override {
    Config config = config_;
    config.options.name = name();
    config.fields(f);
  }

 private:
  Config config_;
};
template <class Config>
Ref<MetricImpl> configured_iou(const char* class_name, const IoUSettings& settings, const Config& config) {
  return Ref<MetricImpl>(new ConfiguredIoU<Config>(class_name, settings, config));
}

/// 0, 1, …, n - 1.
std::vector<index_t> all_classes(index_t n);
/// Throws value_error where there is no configuration: a name does not say how many classes there are.
void check_configured(const char* class_name, const Fields* config);

}  // namespace keratin::metrics::detail

#if KERATIN_DEFINE(metrics)
#include <algorithm>
#include <cmath>
#include <numeric>

#include "../losses/loss.hpp"
#include "../ops/comparisons.hpp"
#include "../ops/reductions.hpp"
#include "threshold_metric.hpp"

namespace keratin::metrics::detail {

KERATIN_INLINE std::vector<index_t> all_classes(index_t n) {
  std::vector<index_t> ids(static_cast<std::size_t>(std::max<index_t>(n, 0)));
  std::iota(ids.begin(), ids.end(), index_t(0));
  return ids;
}
KERATIN_INLINE void check_configured(const char* class_name, const Fields* config) {
  require(config != nullptr, class_name, ": expected num_classes; got the name alone. Hint: metrics::", class_name,
          "(2, …).");
}

KERATIN_INLINE IoUImpl::IoUImpl(const char* class_name, const IoUSettings& s)
    : MetricImpl(own_name(s.name, class_name)), class_name_(class_name), settings_(s) {
  require(s.num_classes > 0 && s.num_classes < 1 << 20, class_name, ": expected num_classes from 1; got ",
          s.num_classes, ".");
  for (const index_t id : s.target_class_ids)
    require(id >= 0 && id < s.num_classes, class_name, ": expected target_class_ids from 0 to ", s.num_classes - 1,
            "; got ", id, ".");
  whole_weights_ = s.dtype.starts_with("int") || s.dtype.starts_with("uint");
  require(whole_weights_ || s.dtype.starts_with("float") || s.dtype == "bfloat16", class_name,
          ": expected dtype int64 or float32; got \"", s.dtype, "\".");
  matrix_.assign(static_cast<std::size_t>(s.num_classes * s.num_classes), 0);
}

/// Class numbers, cut to whole ones.
KERATIN_INLINE Tensor IoUImpl::classes_of(const Tensor& values, bool sparse) const {
  return sparse ? values.cast(int64) : ops::argmax(values, settings_.axis).cast(int64);
}

KERATIN_INLINE void IoUImpl::update_state(const Tensor& y_true, const Tensor& y_pred,
                                          const std::optional<Tensor>& sample_weight) {
  const Tensor y = classes_of(y_true, settings_.sparse_y_true);
  const Tensor p =
      settings_.threshold
          ? ops::greater_equal(y_pred.cast(float32), Tensor::scalar(*settings_.threshold, float32)).cast(int64)
          : classes_of(y_pred, settings_.sparse_y_pred);
  require<shape_error>(y.size() == p.size(), class_name_, ": expected as many classes in y_true as in y_pred; got ",
                       y_true.shape(), " and ", y_pred.shape(), ".");
  Tensor weights;
  if (sample_weight) weights = losses::weighted(full(y.shape(), 1), *sample_weight);
  require<shape_error>(!sample_weight || weights.size() == y.size(), class_name_,
                       ": expected sample weights that fit y_true ", y_true.shape(), ".");
  const index_t n = settings_.num_classes, ignored = settings_.ignore_class.value_or(-1);
  for (index_t i = 0; i < y.size(); ++i) {
    const std::int64_t a = y.data<std::int64_t>()[i], b = p.data<std::int64_t>()[i];
    if (a < 0 || a >= n || b < 0 || b >= n || a == ignored) continue;
    const double weight = weights.defined() ? weights.data<float>()[i] : 1.0;
    matrix_[static_cast<std::size_t>(a * n + b)] += whole_weights_ ? std::trunc(weight) : weight;
  }
}

KERATIN_INLINE double IoUImpl::result() const {
  const auto n = static_cast<std::size_t>(settings_.num_classes);
  double sum = 0, there = 0;
  for (const index_t id : settings_.target_class_ids) {
    const auto k = static_cast<std::size_t>(id);
    double either = -matrix_[k * n + k];
    for (std::size_t i = 0; i < n; ++i) either += matrix_[k * n + i] + matrix_[i * n + k];
    if (either <= 1e-9) continue;  // a class that is nowhere
    sum += matrix_[k * n + k] / (either + 1e-7);
    ++there;
  }
  return sum / (there + 1e-7);
}

}  // namespace keratin::metrics::detail
#endif
