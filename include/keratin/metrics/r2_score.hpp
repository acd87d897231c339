// R2Score = 1 - Σ (y - p)² / Σ (y - ȳ)² for each output: the part of y's variance that p explains.
#pragma once
#include "metric.hpp"

namespace keratin::metrics {

struct R2ScoreOptions {
  KERATIN_OPTIONS;
  /// Or "variance_weighted_average"; without it each output has its score.
  std::optional<std::string> class_aggregation = "uniform_average";
  Int num_regressors = 0;  ///< If not 0, the score is adjusted for that many inputs.
  std::string name = "r2_score";
  KERATIN_METRIC_FIELDS(class_aggregation, num_regressors)
};
/// Of y_true and y_pred (batch, outputs). Without an aggregation results() has the score of each output, and result()
/// their mean. With at least as many regressors as samples less one it is not adjusted, as in Keras
/// (keras.metrics.R2Score). Throws value_error for bad options.
struct R2Score : Metric {
  using Options = R2ScoreOptions;
  explicit R2Score(const R2ScoreOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include <cmath>

#include "../losses/loss.hpp"

namespace keratin::metrics {

namespace detail {

class R2ScoreImpl final : public MetricImpl {
 public:
  explicit R2ScoreImpl(const R2ScoreOptions& o) : MetricImpl(o.name), options_(o) {
    const std::string how = o.class_aggregation.value_or("uniform_average");
    require(how == "uniform_average" || how == "variance_weighted_average",
            "R2Score: expected class_aggregation uniform_average or variance_weighted_average, or none; got \"", how,
            "\".");
    require(o.num_regressors >= 0, "R2Score: expected num_regressors of at least 0; got ", o.num_regressors, ".");
  }
  std::string class_name() const override { return "R2Score"; }
  bool on_cpu() const override { return true; }
  void fields(Fields& f) const override {
    R2ScoreOptions o = options_;
    o.name = name();
    o.fields(f);
  }
  void reset_state() override {
    outputs_.assign(outputs_.size(), {});
    samples_ = 0;
  }
  void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& sample_weight) override {
    const auto [y_in, p_in] = losses::same_rank(y_true.cast(float64), y_pred.cast(float64));
    require<shape_error>(y_in.rank() == 2 && y_in.shape() == p_in.shape(),
                         "R2Score: expected y_true and y_pred of one shape (batch, outputs); got ", y_true.shape(),
                         " and ", y_pred.shape(), ".");
    const index_t rows = y_in.shape()[0], n = y_in.shape()[1];
    Tensor weights = full(y_in.shape(), 1, float64);
    if (sample_weight) weights = losses::weighted(weights, *sample_weight);
    if (outputs_.size() != static_cast<std::size_t>(n)) outputs_.assign(static_cast<std::size_t>(n), {});
    samples_ += static_cast<double>(y_in.size());
    for (index_t i = 0; i < rows * n; ++i) {
      const double y = y_in.data<double>()[i], miss = y - p_in.data<double>()[i], w = weights.data<double>()[i];
      Output& o = outputs_[static_cast<std::size_t>(i % n)];
      o.sum += w * y;
      o.squares += w * y * y;
      o.missed += w * miss * miss;
      o.count += w;
    }
  }
  double result() const override {
    double sum = 0, all = 0;
    for (const Output& o : outputs_) {
      const double weight =
          options_.class_aggregation == std::optional<std::string>("variance_weighted_average") ? o.spread() : 1;
      sum += weight * o.score();
      all += weight;
    }
    return adjusted(sum / all);
  }
  Tensor results() const override {
    if (options_.class_aggregation) return Tensor::scalar(result(), float64);
    std::vector<double> scores;
    for (const Output& o : outputs_) scores.push_back(adjusted(o.score()));
    return Tensor::from(scores, {-1});
  }

 private:
  struct Output {
    double sum = 0, squares = 0, missed = 0, count = 0;
    double spread() const { return squares - sum * sum / count; }
    double score() const {
      const double score = 1 - missed / spread();
      return std::isinf(score) ? 0 : score;
    }
  };
  double adjusted(double score) const {
    const auto regressors = static_cast<double>(options_.num_regressors.value);
    if (regressors == 0 || regressors >= samples_ - 1) return score;
    return 1 - (1 - score) * (samples_ - 1) / (samples_ - regressors - 1);
  }

  R2ScoreOptions options_;
  std::vector<Output> outputs_;
  double samples_ = 0;
};

}  // namespace detail

KERATIN_INLINE R2Score::R2Score(const R2ScoreOptions& options) : Metric(make_ref<detail::R2ScoreImpl>(options)) {}

}  // namespace keratin::metrics
#endif
