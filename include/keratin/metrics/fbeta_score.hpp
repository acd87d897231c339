// FBetaScore = (1 + beta²) precision recall / (beta² precision + recall), for each class: their harmonic mean at beta
// = 1.
#pragma once
#include "metric.hpp"

namespace keratin::metrics {

struct FBetaScoreOptions {
  KERATIN_OPTIONS;
  std::optional<std::string> average = {};  ///< "micro", "macro" or "weighted"; without it each class has its score.
  Real beta = 1.0;                          ///< How much more recall counts than precision.
  std::optional<Real> threshold = {};       ///< Above which a class is predicted; the greatest of the row without it.
  std::string name = "fbeta_score";
  KERATIN_METRIC_FIELDS(average, beta, threshold)
};
/// Of y_true and y_pred (batch, classes). Without an average results() has the score of each class, and result() their
/// mean (keras.metrics.FBetaScore). Throws value_error for bad options.
struct FBetaScore : Metric {
  using Options = FBetaScoreOptions;
  explicit FBetaScore(const FBetaScoreOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include <algorithm>
#include <cmath>
#include <numeric>

#include "../losses/loss.hpp"

namespace keratin::metrics {

namespace detail {

class FBetaScoreImpl : public MetricImpl {
 public:
  explicit FBetaScoreImpl(const FBetaScoreOptions& o) : MetricImpl(o.name), options_(o) {
    const std::string average = o.average.value_or("micro");
    require(average == "micro" || average == "macro" || average == "weighted",
            "FBetaScore: expected average micro, macro or weighted, or none; got \"", average, "\".");
    require(o.beta > 0, "FBetaScore: expected beta above 0; got ", o.beta, ".");
    const double threshold = o.threshold.value_or(1.0);
    require(threshold > 0 && threshold <= 1, "FBetaScore: expected a threshold above 0, at most 1; got ", threshold,
            ".");
  }
  std::string class_name() const override { return "FBetaScore"; }
  bool on_cpu() const override { return true; }
  void fields(Fields& f) const override {
    FBetaScoreOptions o = options_;
    o.name = name();
    o.fields(f);
  }
  void reset_state() override { classes_.assign(classes_.size(), {}); }
  void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& sample_weight) override {
    require<shape_error>(y_true.rank() == 2 && y_true.shape() == y_pred.shape(), class_name(),
                         ": expected y_true and y_pred of one shape (batch, classes); got ", y_true.shape(), " and ",
                         y_pred.shape(), ".");
    const index_t rows = y_pred.shape()[0], n = y_pred.shape()[1];
    const Tensor y = y_true.cast(float32), p = y_pred.cast(float32);
    Tensor weights;
    if (sample_weight) weights = losses::weighted(full({rows}, 1), *sample_weight);
    if (classes_.size() != static_cast<std::size_t>(n)) classes_.assign(static_cast<std::size_t>(n), {});
    for (index_t i = 0; i < rows; ++i)
      add_row(y.data<float>() + i * n, p.data<float>() + i * n, weights.defined() ? weights.data<float>()[i] : 1.0);
  }
  double result() const override {
    if (options_.average == std::optional<std::string>("micro"))
      return score(std::accumulate(classes_.begin(), classes_.end(), Class{}));
    double sum = 0, all = 1e-7;
    for (const Class& c : classes_) all += c.true_weight;
    for (const Class& c : classes_)
      sum += score(c) * (options_.average == std::optional<std::string>("weighted")
                             ? c.true_weight / all
                             : 1 / static_cast<double>(classes_.size()));
    return sum;
  }
  Tensor results() const override {
    if (options_.average) return Tensor::scalar(result(), float64);
    std::vector<double> scores;
    for (const Class& c : classes_) scores.push_back(score(c));
    return Tensor::from(scores, {-1});
  }

 private:
  struct Class {
    double hit = 0, wrong = 0, missed = 0, true_weight = 0;
    friend Class operator+(const Class& a, const Class& b) {
      return {a.hit + b.hit, a.wrong + b.wrong, a.missed + b.missed, a.true_weight + b.true_weight};
    }
  };
  void add_row(const float* y, const float* p, double weight) {
    const float top = *std::max_element(p, p + classes_.size());
    const auto threshold = static_cast<float>(options_.threshold.value_or(0.0));
    for (std::size_t k = 0; k < classes_.size(); ++k) {
      const bool said = options_.threshold ? p[k] > threshold : p[k] >= top && std::abs(p[k]) > 1e-9f;
      const double truth = y[k] * weight;
      classes_[k].hit += said ? truth : 0;
      classes_[k].wrong += said ? weight - truth : 0;
      classes_[k].missed += said ? 0 : truth;
      classes_[k].true_weight += truth;
    }
  }
  double score(const Class& c) const {
    const double precision = c.hit / (c.hit + c.wrong + 1e-7), recall = c.hit / (c.hit + c.missed + 1e-7);
    const double square = options_.beta * options_.beta;
    return precision * recall / (square * precision + recall + 1e-7) * (1 + square);
  }

  FBetaScoreOptions options_;
  std::vector<Class> classes_;
};

}  // namespace detail

KERATIN_INLINE FBetaScore::FBetaScore(const FBetaScoreOptions& options)
    : Metric(make_ref<detail::FBetaScoreImpl>(options)) {}

}  // namespace keratin::metrics
#endif
