// Shapes and weights of samples, as losses and metrics take them.
#pragma once
#include <optional>

#include "../tensor/tensor.hpp"

namespace keratin::losses {

/// y_true and y_pred with equal ranks where they differ by a last axis of size 1 (Keras's
/// squeeze_or_expand_to_same_rank).
struct Pair {
  Tensor y_true, y_pred;
};
[[nodiscard]] Pair same_rank(const Tensor& y_true, const Tensor& y_pred);

/// values * weights, where weights of lower rank count for whole rows: (batch) weighs values of (batch, …).
[[nodiscard]] Tensor weighted(const Tensor& values, const Tensor& weights);

/// Weights (batch) of a model's samples such that they weigh whole rows of a loss's values, whatever sizes y_pred has.
[[nodiscard]] std::optional<Tensor> row_weights(const std::optional<Tensor>& sample_weight, const Tensor& y_pred);

/// A mask as weights of 1 and 0, times the sample weights, if there are any.
[[nodiscard]] Tensor masked(const Tensor& mask, const std::optional<Tensor>& sample_weight);

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/multiply.hpp"
#include "../ops/reshape.hpp"

namespace keratin::losses {

KERATIN_INLINE Pair same_rank(const Tensor& y_true, const Tensor& y_pred) {
  const index_t r = y_true.rank(), s = y_pred.rank();
  if (r == s + 1 && y_true.shape().back() == 1) {
    if (s == 1) return {y_true, ops::expand_dims(y_pred, -1)};
    return {ops::squeeze(y_true, -1), y_pred};
  }
  if (r + 1 == s && y_pred.shape().back() == 1) {
    if (r == 1) return {ops::expand_dims(y_true, -1), y_pred};
    return {y_true, ops::squeeze(y_pred, -1)};
  }
  return {y_true, y_pred};
}

KERATIN_INLINE Tensor weighted(const Tensor& values, const Tensor& weights) {
  Tensor w = weights.cast(values.dtype());
  if (w.rank() == values.rank() + 1 && w.shape().back() == 1) w = ops::squeeze(w, -1);
  while (w.rank() < values.rank()) w = ops::expand_dims(w, -1);
  return ops::multiply(values, w);
}

KERATIN_INLINE std::optional<Tensor> row_weights(const std::optional<Tensor>& sample_weight, const Tensor& y_pred) {
  if (!sample_weight || sample_weight->rank() != 1 || y_pred.rank() <= 2) return sample_weight;
  Shape shape = sample_weight->shape();
  while (static_cast<index_t>(shape.rank()) + 1 < y_pred.rank()) shape.push_back(1);
  return sample_weight->view(shape);
}

KERATIN_INLINE Tensor masked(const Tensor& mask, const std::optional<Tensor>& sample_weight) {
  const Tensor weights = is_float(mask.dtype()) ? mask : mask.cast(float32);
  if (!sample_weight) return weights;
  const bool finer = sample_weight->rank() > weights.rank();
  return finer ? weighted(sample_weight->cast(weights.dtype()), weights) : weighted(weights, *sample_weight);
}

}  // namespace keratin::losses
#endif
