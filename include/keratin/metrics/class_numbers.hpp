// Class numbers as the metrics of classes take them, and whether a class is among the first k.
#pragma once
#include "../ops/reshape.hpp"
#include "../ops/top_k.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::metrics::detail {

/// Class numbers without a last axis of size 1, in the shape of y_pred without its classes.
inline Tensor class_numbers(const char* where, const Tensor& y_true, const Tensor& y_pred) {
  const bool column = y_true.rank() == y_pred.rank() && y_true.rank() > 0 && y_true.shape().back() == 1;
  const Tensor labels = column ? ops::squeeze(y_true, -1) : y_true;
  require<shape_error>(y_pred.rank() > 0 && labels.shape() == y_pred.shape().without(y_pred.shape().rank() - 1), where,
                       ": expected class numbers for y_pred ", y_pred.shape(), "; got y_true ", y_true.shape(), ".");
  return labels;
}

/// 1 where the true class is among the k greatest of its row.
inline Tensor in_top_k(const Tensor& labels, const Tensor& y_pred, index_t k) {
  const Tensor rows = ops::reshape(y_pred, {-1, y_pred.shape().back()});
  return ops::reshape(ops::in_top_k(ops::reshape(labels, {-1}), rows, k).cast(float32), labels.shape());
}

}  // namespace keratin::metrics::detail
