// Label smoothing, and the shapes of one-hot labels, as the cross-entropies share them.
#pragma once
#include "../ops/operators.hpp"
#include "function_loss.hpp"

namespace keratin::losses::detail {

/// y moved by `smoothing` towards `centre`.
inline Tensor smoothed(const Tensor& y, double smoothing, double centre) {
  return smoothing != 0 ? y * (1 - smoothing) + centre * smoothing : y;
}
/// y moved towards 1 / classes, which are counted along the last axis, as in Keras.
inline Tensor smoothed_classes(const Tensor& y, double smoothing) {
  return smoothed(y, smoothing, 1 / static_cast<double>(y.shape().back()));
}

/// One-hot rows and predictions of one shape, in a floating dtype.
inline Pair checked_classes(const char* where, const Tensor& y_true, const Tensor& y_pred) {
  require<shape_error>(
      y_true.shape() == y_pred.shape() && y_pred.rank() > 0 && y_pred.shape().back() != 1, where,
      ": expected y_true and y_pred of one shape (batch, classes); got ", y_true.shape(), " and ", y_pred.shape(),
      ". Hint: class numbers go with \"sparse_categorical_crossentropy\", or through utils::to_categorical.");
  const DType dtype = float_type(y_pred.dtype());
  return {y_true.cast(dtype), y_pred.cast(dtype)};
}

}  // namespace keratin::losses::detail
