// CosineSimilarity: the mean of Σ y p / (|y| |p|) over the samples: 1 where both point one way.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

struct CosineSimilarityOptions {
  KERATIN_OPTIONS;
  std::string name = "cosine_similarity";
  Int axis = -1;  ///< Along which the vectors lie. As in Keras, configurations leave it out.
  KERATIN_METRIC_FIELDS()
};
/// The mean cosine of y_true and y_pred (keras.metrics.CosineSimilarity); losses::cosine_similarity is its negative.
struct CosineSimilarity : Metric {
  using Options = CosineSimilarityOptions;
  explicit CosineSimilarity(const CosineSimilarityOptions& options = {});
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../losses/cosine_similarity.hpp"
#include "../ops/negative.hpp"
#include "function_mean.hpp"

namespace keratin::metrics {

namespace detail {
inline Tensor cosine_of(const Tensor& y, const Tensor& p, const CosineSimilarityOptions& o) {
  return ops::negative(losses::cosine_similarity(y, p, {.axis = o.axis}));
}
}  // namespace detail

KERATIN_INLINE CosineSimilarity::CosineSimilarity(const CosineSimilarityOptions& options)
    : Metric(detail::function_mean<detail::cosine_of>("CosineSimilarity", options)) {}

}  // namespace keratin::metrics
#endif
