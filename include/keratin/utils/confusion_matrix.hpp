// confusion_matrix: how often each true class was taken for each.
//   Tensor counts = utils::confusion_matrix(y_test, model.predict(x_test));
#pragma once
#include <optional>

#include "../tensor/tensor.hpp"

namespace keratin::utils {

/// (classes, classes), int64: entry [t][p] counts the samples of class t that were predicted as p, so right ones stand
/// on the diagonal (sklearn.metrics.confusion_matrix). y_true and y_pred: class numbers (n) or (n, 1), or rows (n,
/// classes), one-hot or of scores, whose greatest entry counts. A single column of fractions is taken as whether it is
/// above 0.5. Without num_classes there are as many as the rows have entries, or the greatest number + 1. Throws
/// shape_error where the two have different numbers of samples, value_error for a number below 0 or not below
/// num_classes.
[[nodiscard]] Tensor confusion_matrix(const Tensor& y_true, const Tensor& y_pred, std::optional<Int> num_classes = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <algorithm>

#include "class_numbers.hpp"

namespace keratin::utils {

KERATIN_INLINE Tensor confusion_matrix(const Tensor& y_true, const Tensor& y_pred, std::optional<Int> num_classes) {
  const detail::Classes truth = detail::read_classes(y_true, "confusion_matrix", "y_true");
  const detail::Classes guess = detail::read_classes(y_pred, "confusion_matrix", "y_pred");
  require<shape_error>(truth.of_sample.size() == guess.of_sample.size(),
                       "confusion_matrix: expected equally many samples; got ", y_true.shape(), " and ", y_pred.shape(),
                       ".");
  const index_t n = num_classes ? num_classes->value : std::max(truth.count, guess.count);
  Tensor counts = zeros({n, n}, int64);
  for (std::size_t i = 0; i < truth.of_sample.size(); ++i) {
    const index_t worst = std::max(truth.of_sample[i], guess.of_sample[i]);
    require(worst < n, "confusion_matrix: expected class numbers from 0 to ", n - 1, "; got ", worst, ".");
    ++counts.data<std::int64_t>()[truth.of_sample[i] * n + guess.of_sample[i]];
  }
  return counts;
}

}  // namespace keratin::utils
#endif
