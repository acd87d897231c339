// cosine_similarity(y, p) = -Σ y p / (|y| |p|) along an axis: -1 where both point one way, 1 where they are opposite.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

struct CosineSimilarityOptions {
  KERATIN_OPTIONS;
  Int axis = -1;  ///< Along which the vectors lie. As in Keras, configurations leave it out.
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "cosine_similarity";
  KERATIN_FIELDS(name, reduction)
};

/// (…, n) twice -> (…), the negative of the cosine (keras.losses.cosine_similarity).
[[nodiscard]] Tensor cosine_similarity(const Tensor& y_true, const Tensor& y_pred,
                                       const CosineSimilarityOptions& options = {});
/// The same as a loss (keras.losses.CosineSimilarity).
struct CosineSimilarity : Loss {
  using Options = CosineSimilarityOptions;
  explicit CosineSimilarity(const CosineSimilarityOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/maximum.hpp"
#include "../ops/operators.hpp"
#include "../ops/sqrt.hpp"
#include "../ops/square.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

namespace detail {

/// x at length 1 along an axis; what is shorter than 1e-7 is divided by that.
inline Tensor unit(const Tensor& x, index_t axis) {
  const Tensor squares = ops::sum(ops::square(x), axis, {.keepdims = true});
  return x / ops::sqrt(ops::maximum(squares, Tensor::scalar(1e-14, squares.dtype())));
}

}  // namespace detail

KERATIN_INLINE Tensor cosine_similarity(const Tensor& y_true, const Tensor& y_pred,
                                        const CosineSimilarityOptions& options) {
  const auto [y, p] = detail::checked_pair("cosine_similarity", y_true, y_pred);
  const index_t axis = options.axis;
  return -ops::sum(detail::unit(y, axis) * detail::unit(p, axis), axis);
}
KERATIN_INLINE CosineSimilarity::CosineSimilarity(const CosineSimilarityOptions& options)
    : Loss(detail::options_loss<cosine_similarity>("CosineSimilarity", options), options.reduction) {}

}  // namespace keratin::losses
#endif
