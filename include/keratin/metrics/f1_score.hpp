// F1Score = 2 precision recall / (precision + recall), for each class: their harmonic mean.
#pragma once
#include "metric.hpp"

namespace keratin::metrics {

struct F1ScoreOptions {
  KERATIN_OPTIONS;
  std::optional<std::string> average = {};  ///< "micro", "macro" or "weighted"; without it each class has its score.
  std::optional<Real> threshold = {};       ///< Above which a class is predicted; the greatest of the row without it.
  std::string name = "f1_score";
  KERATIN_METRIC_FIELDS(average, threshold)
};
/// Of y_true and y_pred (batch, classes). Without an average results() has the score of each class, and result() their
/// mean (keras.metrics.F1Score). Throws value_error for bad options.
struct F1Score : Metric {
  using Options = F1ScoreOptions;
  explicit F1Score(const F1ScoreOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "fbeta_score.hpp"

namespace keratin::metrics {

namespace detail {

class F1ScoreImpl final : public FBetaScoreImpl {
 public:
  explicit F1ScoreImpl(const F1ScoreOptions& o)
      : FBetaScoreImpl({.average = o.average, .threshold = o.threshold, .name = o.name}), options_(o) {}
  std::string class_name() const override { return "F1Score"; }
  void fields(Fields& f) const override {
    F1ScoreOptions o = options_;
    o.name = name();
    o.fields(f);
  }

 private:
  F1ScoreOptions options_;
};

}  // namespace detail

KERATIN_INLINE F1Score::F1Score(const F1ScoreOptions& options) : Metric(make_ref<detail::F1ScoreImpl>(options)) {}

}  // namespace keratin::metrics
#endif
