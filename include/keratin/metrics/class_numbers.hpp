// Class numbers as the metrics of classes take them, and whether a class is among the first k.
#pragma once
#include "../ops/reshape.hpp"
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

/// 1 where fewer than k entries of a row of p are greater than the entry of the true class.
inline Tensor in_top_k(const Tensor& labels, const Tensor& y_pred, index_t k) {
  const Tensor p = y_pred.cast(float64), rows = labels.cast(int64);
  const index_t n = p.shape().back(), count = rows.size();
  Tensor hit = Tensor::empty(rows.shape(), float32);
  for (index_t i = 0; i < count; ++i) {
    const double* const row = p.data<const double>() + i * n;
    const index_t c = rows.data<std::int64_t>()[i];
    index_t greater = 0;
    for (index_t j = 0; j < n && c >= 0 && c < n; ++j) greater += row[j] > row[c];
    hit.data<float>()[i] = c >= 0 && c < n && greater < k ? 1.0f : 0.0f;
  }
  return hit;
}

}  // namespace keratin::metrics::detail
